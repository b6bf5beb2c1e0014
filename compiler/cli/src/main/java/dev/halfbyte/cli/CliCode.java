package dev.halfbyte.cli;

import dev.halfbyte.source.DiagnosticCode;

/// What can be wrong with a command line that picocli accepts.
enum CliCode implements DiagnosticCode {
  USAGE("HB6100", "command line not understood"),
  FILE("HB6101", "a file cannot be used"),
  NO_VARIANT("HB6102", "no variant can run"),
  NO_EXECUTION("HB6103", "no such target or variant"),
  PIPELINE_INPUT("HB6105", "cannot read the IR file"),
  TIME("HB6121", "not a time");

  private final String code;
  private final String title;

  CliCode(String code, String title) {
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
