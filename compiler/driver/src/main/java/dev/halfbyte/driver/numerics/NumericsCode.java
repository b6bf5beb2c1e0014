package dev.halfbyte.driver.numerics;

import dev.halfbyte.source.DiagnosticCode;

/// What a `numerics` or `hardware` block can ask for in vain.
public enum NumericsCode implements DiagnosticCode {
  NO_MEANING_YET("HB3901", "has no meaning yet"),
  BAD_ARGUMENT("HB3902", "bad argument"),
  NO_GROUPS("HB3903", "no scales per group"),
  NO_BLOCK("HB3904", "no numerics block to take");

  private final String code;
  private final String title;

  NumericsCode(String code, String title) {
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
