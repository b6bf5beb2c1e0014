package dev.halfbyte.ir;

import dev.halfbyte.source.DiagnosticCode;

/// What can be wrong with the arguments of a run, whoever runs the program.
public enum RunCode implements DiagnosticCode {
  MISSING_ARGUMENT("HB2301", "argument missing"),
  UNKNOWN_ARGUMENT("HB2302", "no such parameter or dim"),
  WRONG_TYPE("HB2303", "argument of another type or shape"),
  BAD_DIM("HB2304", "dim unbound or out of its bounds"),
  OUT_OF_BOUNDS("HB2305", "access or row outside a tensor"),
  TOO_LARGE("HB2306", "tensor beyond the size limit"),
  BAD_SHIFT("HB2307", "requantize shift or multiplier out of range");

  private final String code;
  private final String title;

  RunCode(String code, String title) {
    this.code = code;
    this.title = title;
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public String title() {
    return title;
  }
}
