package dev.halfbyte.ir.scan;

import dev.halfbyte.source.DiagnosticCode;

/// Why the iterations of a scan cannot be written out.
public enum ScanCode implements DiagnosticCode {
  SYMBOLIC_LENGTH("HB2401", "scan of unknown length where its iterations are written out"),
  TOO_LONG("HB2402", "scan with too many iterations to write out");

  private final String code;
  private final String title;

  ScanCode(String code, String title) {
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
