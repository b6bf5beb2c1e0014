package dev.halfbyte.driver.eval;

import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticCode;
import dev.halfbyte.source.DiagnosticException;

/// What can be wrong with pictures, their labels and what a kernel says about them.
public enum EvalCode implements DiagnosticCode {
  NO_LABELS("HB6341", "no labels"),
  WRONG_LABELS("HB6342", "labels do not fit the pictures"),
  LABEL_OUT_OF_RANGE("HB6343", "a label is no class"),
  NO_SCORES("HB6344", "no scores"),
  NOT_FINITE("HB6345", "a score is no finite number"),
  NOT_HERE("HB6346", "a target does not run in this process");

  private final String code;
  private final String title;

  EvalCode(String code, String title) {
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

  DiagnosticException fault(String message, String help) {
    return new DiagnosticException(Diagnostic.error(this, message).help(help));
  }
}
