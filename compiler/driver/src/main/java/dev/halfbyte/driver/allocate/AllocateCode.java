package dev.halfbyte.driver.allocate;

import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticCode;
import dev.halfbyte.source.DiagnosticException;

/// What can be wrong with a budget, widths and what they are to be found for.
public enum AllocateCode implements DiagnosticCode {
  BUDGET("HB6361", "a budget that cannot be kept"),
  WIDTHS("HB6362", "no such widths"),
  NO_LAYERS("HB6363", "no layers with weights"),
  NO_SCORES("HB6364", "a ranking without scores"),
  JOINT("HB6365", "layers that cannot be searched jointly"),
  NOT_FINITE("HB6366", "an output that is no finite number");

  private final String code;
  private final String title;

  AllocateCode(String code, String title) {
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
