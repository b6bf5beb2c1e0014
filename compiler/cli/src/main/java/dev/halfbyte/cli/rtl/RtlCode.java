package dev.halfbyte.cli.rtl;

import dev.halfbyte.source.DiagnosticCode;

/// What can go wrong between the compiler and the simulator's process.
enum RtlCode implements DiagnosticCode {
  SIMULATION("HB6104", "the simulation failed");

  private final String code;
  private final String title;

  RtlCode(String code, String title) {
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
