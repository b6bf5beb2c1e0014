package dev.halfbyte.quant.codes;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A family whose array has parameters that calibration finds.
public non-sealed interface SearchedFamily extends ArrayFamily {
  /// What can be chosen, in the order of the values that [#with] takes.
  List<Parameter> parameters();

  /// The family with all parameters fixed.
  ///
  /// @param values one for each of [#parameters], each within its ends
  TableFamily with(List<Long> values);

  /// The family with parameters by name, as they are written in files.
  ///
  /// @throws IllegalArgumentException saying what is missing, unknown or out of range
  default TableFamily with(Map<String, Long> stated) {
    SortedMap<String, Long> rest = new TreeMap<>(stated);
    List<Long> values =
        parameters().stream()
            .map(parameter -> {
              Long value = rest.remove(parameter.name());
              if (value == null || !parameter.contains(value)) {
                throw new IllegalArgumentException(needs());
              }
              return value;
            })
            .toList();
    if (!rest.isEmpty()) {
      throw new IllegalArgumentException(needs());
    }
    return with(values);
  }

  private String needs() {
    return "`%s` has %s"
        .formatted(
            this, parameters().stream().map(Parameter::toString).collect(Collectors.joining(", ")));
  }
}
