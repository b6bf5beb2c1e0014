package dev.halfbyte.driver.lower;

import dev.halfbyte.source.DiagnosticCode;

/// What a correct kernel can ask for that the IR has no form for.
public enum LoweringCode implements DiagnosticCode {
  SYMBOLIC_SIZE("HB6401", "symbolic extent used as a number"),
  EMPTY_ROW("HB6402", "mean of no elements");

  private final String code;
  private final String title;

  LoweringCode(String code, String title) {
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
