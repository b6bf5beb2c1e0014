package dev.halfbyte.driver.tensor;

import dev.halfbyte.source.DiagnosticCode;

/// What can be wrong with a tensor file.
public enum TensorFileCode implements DiagnosticCode {
  UNREADABLE("HB6001", "cannot read the file"),
  UNKNOWN_FORMAT("HB6002", "not a tensor file"),
  BAD_HEADER("HB6003", "malformed header"),
  UNSUPPORTED_DTYPE("HB6004", "element type not supported"),
  TOO_LARGE("HB6005", "over the memory limit"),
  TRUNCATED("HB6006", "data ends early"),
  TRAILING_DATA("HB6007", "data after the end"),
  BAD_NAME("HB6008", "unacceptable tensor name"),
  DUPLICATE("HB6009", "tensor given twice"),
  FORTRAN_ORDER("HB6010", "column-major data");

  private final String code;
  private final String title;

  TensorFileCode(String code, String title) {
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
