package dev.halfbyte.quant.policy;

import java.util.List;
import java.util.stream.Collectors;

/// Settings for the values that a pattern matches.
///
/// @param origin where the rule is written, for `why`: `mlp.hb:12:3`, or `built-in w4a8`
public record Rule(PathPattern pattern, List<Setting> settings, String origin) {
  public Rule {
    settings = List.copyOf(settings);
  }

  /// Whether the rule is about everything.
  public boolean isDefault() {
    return pattern.equals(PathPattern.ANY);
  }

  /// Which values it is about, as it is written.
  String subject() {
    return isDefault() ? "default" : pattern.toString();
  }

  @Override
  public String toString() {
    String what = settings.stream().map(Setting::toString).collect(Collectors.joining(", "));
    return subject() + " " + what + " (" + origin + ")";
  }
}
