package dev.halfbyte.passes;

import dev.halfbyte.source.DiagnosticCode;

/// What can be wrong with a pipeline, or with a program that a pass is given.
public enum PassCode implements DiagnosticCode {
  PIPELINE_SYNTAX("HB2101", "malformed pipeline"),
  UNKNOWN_PASS("HB2102", "unknown pass"),
  PASS_ARGUMENTS("HB2103", "wrong arguments of a pass"),
  NUMERIC_AFTER_SEAL("HB2104", "numeric pass after seal"),
  NO_FIXPOINT("HB2105", "no fixpoint within the bound"),
  DUMP("HB2106", "dump folder cannot be written"),
  UNKNOWN_RULE("HB2107", "unknown rule");

  private final String code;
  private final String title;

  PassCode(String code, String title) {
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
