package dev.halfbyte.backend.verilog.match;

import dev.halfbyte.ir.Value;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What the names of a [Pattern] stand for.
///
/// @param values of `any` and of constants and tables
/// @param numbers of `number`
record Match(Map<String, Value> values, Map<String, Long> numbers) {
  static final Match EMPTY = new Match(Map.of(), Map.of());

  Match {
    values = Map.copyOf(values);
    numbers = Map.copyOf(numbers);
  }

  /// Returns this match with one more name; empty if the name stands for another value.
  Optional<Match> with(String name, Value value) {
    Map<String, Value> all = new TreeMap<>(values);
    Value known = all.putIfAbsent(name, value);
    return known == null || known.equals(value)
        ? Optional.of(new Match(all, numbers))
        : Optional.empty();
  }

  /// Returns this match with one more name; empty if the name stands for another number.
  Optional<Match> with(String name, long number) {
    Map<String, Long> all = new TreeMap<>(numbers);
    Long known = all.putIfAbsent(name, number);
    return known == null || known == number
        ? Optional.of(new Match(values, all))
        : Optional.empty();
  }

  /// Returns the value of a name that the pattern has.
  Value value(String name) {
    return Optional.ofNullable(values.get(name)).orElseThrow();
  }

  /// Returns the number of a name that the pattern has.
  long number(String name) {
    return Optional.ofNullable(numbers.get(name)).orElseThrow();
  }
}
