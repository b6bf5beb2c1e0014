package dev.halfbyte.driver;

import dev.halfbyte.source.DiagnosticCode;

/// What can be wrong with files and choices on the way to a kernel.
public enum DriverCode implements DiagnosticCode {
  UNREADABLE_SOURCE("HB6301", "cannot read the source file"),
  NO_KERNEL("HB6302", "no such kernel"),
  WHICH_KERNEL("HB6303", "several kernels"),
  NO_NUMERICS("HB6304", "no such numerics"),
  NO_WEIGHTS("HB6305", "no weights given"),
  NO_CALIBRATION("HB6306", "no calibration data given"),
  NO_DATA("HB6307", "no input data given"),
  NO_TARGET("HB6308", "no such target"),
  BAD_EXPECTATIONS("HB6309", "malformed expectations file"),
  NO_WEIGHT_BIT("HB6310", "nothing to flip in a self-check"),
  CALIBRATED_FOLDER("HB6311", "a folder that tells not what was calibrated");

  private final String code;
  private final String title;

  DriverCode(String code, String title) {
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
