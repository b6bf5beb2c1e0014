package dev.halfbyte.loop.schedule;

import dev.halfbyte.source.DiagnosticCode;

/// What a user can get wrong in a schedule.
public enum ScheduleCode implements DiagnosticCode {
  UNKNOWN_KEY("HB4111", "unknown choice of a schedule"),
  BAD_VALUE("HB4112", "a choice has no such value"),
  NO_TILE("HB4113", "no such tile"),
  NO_GROUP("HB4114", "nothing to keep apart");

  private final String code;
  private final String title;

  ScheduleCode(String code, String title) {
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
