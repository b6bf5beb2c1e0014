package dev.halfbyte.cli.synthesis;

import dev.halfbyte.source.DiagnosticCode;

/// What can go wrong between the compiler and the tools for synthesis.
enum SynthesisCode implements DiagnosticCode {
  REJECTED("HB6106", "a tool for synthesis failed"),
  NO_CLOCK("HB6107", "no clock frequency was reported");

  private final String code;
  private final String title;

  SynthesisCode(String code, String title) {
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
