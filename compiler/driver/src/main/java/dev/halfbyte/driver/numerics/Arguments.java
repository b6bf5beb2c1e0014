package dev.halfbyte.driver.numerics;

import dev.halfbyte.frontend.ast.Numerics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The arguments of a method by name. Whatever does not belong there makes all of them absent.
///
/// @param values by name; one by position is under a name with a number
/// @param sound whether all are known and none comes twice
record Arguments(Map<String, Numerics.ArgumentValue> values, boolean sound) {
  private static final String POSITION = "#";

  Arguments {
    values = Map.copyOf(values);
  }

  Arguments(Numerics.Method method) {
    this(byName(method), isDistinct(method));
  }

  private static String name(List<Numerics.Argument> arguments, int number) {
    return arguments.get(number).name().orElse(POSITION + number);
  }

  private static Map<String, Numerics.ArgumentValue> byName(Numerics.Method method) {
    Map<String, Numerics.ArgumentValue> values = new HashMap<>();
    for (int i = 0; i < method.arguments().size(); i++) {
      values.put(name(method.arguments(), i), method.arguments().get(i).value());
    }
    return values;
  }

  private static boolean isDistinct(Numerics.Method method) {
    return byName(method).size() == method.arguments().size();
  }

  /// The same, the first by position under `name`.
  Arguments first(String name) {
    Numerics.ArgumentValue value = values.get(POSITION + 0);
    if (value == null) {
      return this;
    }
    Map<String, Numerics.ArgumentValue> named = new HashMap<>(values);
    named.remove(POSITION + 0);
    boolean twice = named.put(name, value) != null;
    return new Arguments(named, sound && !twice);
  }

  /// The same where there are no others than `names`.
  Arguments only(String... names) {
    return new Arguments(values, sound && List.of(names).containsAll(values.keySet()));
  }

  /// `value` where there are no arguments.
  <T> Optional<T> none(T value) {
    return values.isEmpty() ? Optional.of(value) : Optional.empty();
  }

  /// A word, `otherwise` where it is left out.
  Optional<String> word(String name, String otherwise) {
    if (!sound) {
      return Optional.empty();
    }
    if (!values.containsKey(name)) {
      return Optional.of(otherwise);
    }
    return values.get(name) instanceof Numerics.Word(String text)
        ? Optional.of(text)
        : Optional.empty();
  }

  /// A number, `otherwise` where it is left out.
  Optional<Double> number(String name, double otherwise) {
    if (!sound) {
      return Optional.empty();
    }
    if (!values.containsKey(name)) {
      return Optional.of(otherwise);
    }
    return values.get(name) instanceof Numerics.Exact exact
        ? Optional.of(exact.value().doubleValue())
        : Optional.empty();
  }

  /// A whole number, `otherwise` where it is left out.
  Optional<Long> whole(String name, long otherwise) {
    return number(name, (double) otherwise)
        .filter(value -> value == Math.rint(value) && Math.abs(value) <= 0x1p52)
        .map(Double::longValue);
  }
}
