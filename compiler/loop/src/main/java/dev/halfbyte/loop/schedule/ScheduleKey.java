package dev.halfbyte.loop.schedule;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Names of choices, in the order of the text form, each with the values that differ from the
/// default.
public enum ScheduleKey {
  /// Stages that pass rows on stay apart.
  FUSE("off", "off"),
  /// Stages by name, joined by `+`, that start no fusion.
  APART("[A-Za-z_][A-Za-z0-9_]*(\\+[A-Za-z_][A-Za-z0-9_]*)*", "names of stages, joined by `+`"),
  /// Rows and columns of the integer leaf.
  TILE("[1-9][0-9]{0,4}x[1-9][0-9]{0,4}", "rows x columns, e.g. `6x32`"),
  /// Loops around a tile.
  ORDER("panels|rows", "`panels` or `rows`, which are outside"),
  /// Rows of an iteration of a fused stage.
  ROWS("[1-9][0-9]{0,4}", "a multiple of the rows of a tile"),
  /// Sums of rows are made of the digits that a product reads.
  DIGITS("off", "off"),
  /// Lookups by shuffles.
  TABLES("off", "off"),
  /// Steps of zeros are left out.
  SKIP("off", "off");

  private final Pattern form;
  private final String values;

  ScheduleKey(String form, String values) {
    this.form = Pattern.compile(form);
    this.values = values;
  }

  /// As users write it.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// What its values are, for people.
  String valuesText() {
    return values;
  }

  boolean takes(String value) {
    return form.matcher(value).matches();
  }

  /// The key that users write as `label`.
  public static Optional<ScheduleKey> of(String label) {
    return Arrays.stream(values()).filter(key -> key.label().equals(label)).findFirst();
  }

  /// Labels of all keys.
  static List<String> labels() {
    return Arrays.stream(values()).map(ScheduleKey::label).toList();
  }
}
