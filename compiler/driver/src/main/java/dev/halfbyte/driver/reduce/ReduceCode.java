package dev.halfbyte.driver.reduce;

import dev.halfbyte.source.DiagnosticCode;

/// Why a file is not reduced.
public enum ReduceCode implements DiagnosticCode {
  NOT_INTERESTING("HB6501", "the check does not hold for the file itself"),
  CHECK_FAILED("HB6502", "the check cannot be run");

  private final String code;
  private final String title;

  ReduceCode(String code, String title) {
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
