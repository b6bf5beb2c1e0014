package dev.halfbyte.ir;

import dev.halfbyte.source.DiagnosticCode;

/// What can be wrong with IR text, before the verifier looks at its meaning.
public enum IrCode implements DiagnosticCode {
  UNEXPECTED("HB2001", "unexpected text"),
  TOO_LARGE("HB2002", "text beyond a stated limit"),
  VERSION("HB2003", "unsupported format version"),
  UNKNOWN_OP("HB2004", "unknown op"),
  MALFORMED("HB2005", "malformed attribute or type"),
  UNKNOWN_CONSTANT("HB2006", "constant data not in the pool"),
  WRONG_CONSTANT("HB2007", "constant data of another type or count"),
  DUPLICATE("HB2008", "name defined twice");

  private final String code;
  private final String title;

  IrCode(String code, String title) {
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
