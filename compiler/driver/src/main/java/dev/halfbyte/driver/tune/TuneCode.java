package dev.halfbyte.driver.tune;

import dev.halfbyte.source.DiagnosticCode;

/// What can be wrong with a search for a schedule, and with what one has found.
public enum TuneCode implements DiagnosticCode {
  NO_CHOICES("HB6321", "a target without schedules"),
  NOT_MEASURED("HB6322", "a target that cannot be measured here"),
  BAD_FILE("HB6323", "malformed tune file"),
  OTHER_PROGRAM("HB6324", "tuned for another program"),
  OTHER_TARGET("HB6325", "tuned for another target"),
  OPEN_DIM("HB6326", "dims of the measurement are open");

  private final String code;
  private final String title;

  TuneCode(String code, String title) {
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
