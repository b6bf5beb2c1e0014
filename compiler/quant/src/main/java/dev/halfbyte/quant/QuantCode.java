package dev.halfbyte.quant;

import dev.halfbyte.source.DiagnosticCode;

/// What can be wrong with numerics, calibration data or a program that is to be quantized.
public enum QuantCode implements DiagnosticCode {
  POLICY("HB3001", "bad numerics"),
  AXIS("HB3002", "weight axis without a scale of its own"),
  NOT_FINITE_WEIGHT("HB3003", "weight that is no finite number"),
  NOT_FINITE_SAMPLE("HB3004", "calibration value that is no finite number"),
  NO_SAMPLES("HB3005", "no calibration samples"),
  MISSING_RANGE("HB3006", "no calibrated range"),
  CALIBRATION_FILE("HB3007", "malformed calibration file"),
  NO_INTEGER_FORM("HB3008", "no integer form"),
  TOO_WIDE("HB3009", "accumulator beyond 64 bits"),
  FREE_WEIGHT("HB3010", "weights without data"),
  ITERATIONS_DIFFER("HB3011", "iterations of a scan that need different code"),
  NO_ZERO("HB3014", "padding of codes without a zero"),
  NO_PARAMETERS("HB3015", "a code table without its parameters"),
  NO_INDEXED_SCALES("HB3101", "no scales along an axis"),
  MISSING_ROUNDING("HB3102", "no calibrated rounding"),
  BAD_ROUNDING("HB3103", "calibrated rounding that does not fit"),
  EXTRA_ROUNDING("HB3104", "calibrated rounding of nothing");

  private final String code;
  private final String title;

  QuantCode(String code, String title) {
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
