package dev.halfbyte.loop.lower;

import dev.halfbyte.source.DiagnosticCode;

/// Why a sealed program has no loops.
public enum LoopCode implements DiagnosticCode {
  NO_LOOP_FORM("HB4101", "no loop form yet"),
  INDEX_TOO_LARGE("HB4102", "index beyond 32 bits");

  private final String code;
  private final String title;

  LoopCode(String code, String title) {
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
