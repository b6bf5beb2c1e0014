package dev.halfbyte.driver.bind;

import dev.halfbyte.source.DiagnosticCode;

/// How tensors can fail to fit a kernel.
public enum BindCode implements DiagnosticCode {
  MISSING_TENSOR("HB6201", "a parameter has no tensor"),
  UNKNOWN_TENSOR("HB6202", "a tensor has no parameter"),
  WRONG_DTYPE("HB6203", "element type differs"),
  WRONG_SHAPE("HB6204", "shape differs"),
  DIM_OUT_OF_BOUNDS("HB6205", "dim outside its declared bounds"),
  DIM_CLASH("HB6206", "a dim has two values"),
  OPEN_DIM("HB6207", "a weight leaves a dim open"),
  NOT_FINITE("HB6208", "NaN or infinity where numbers are quantized"),
  UNKNOWN_DIM("HB6209", "no such dim");

  private final String code;
  private final String title;

  BindCode(String code, String title) {
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
