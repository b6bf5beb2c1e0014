package dev.halfbyte.backend.llvm;

import dev.halfbyte.source.DiagnosticCode;

/// What a user can get wrong in a request for a native library.
public enum LlvmCode implements DiagnosticCode {
  UNKNOWN_OPTION("HB4401", "unknown build option"),
  NOT_A_C_NAME("HB4402", "kernel name is no C identifier");

  private final String code;
  private final String title;

  LlvmCode(String code, String title) {
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
