package dev.halfbyte.backend.jvm.runtime;

/// Kinds of faults of a run; the codes are those of the diagnostics of the compiler.
public enum KernelFault {
  INPUT("HB4203"),
  DIM("HB4204"),
  FILE("HB4205"),
  LIMIT("HB4206"),
  USAGE("HB4207");

  private final String code;

  KernelFault(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }
}
