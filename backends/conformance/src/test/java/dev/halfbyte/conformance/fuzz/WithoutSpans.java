package dev.halfbyte.conformance.fuzz;

import dev.halfbyte.source.Span;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Records as text that does not tell where in a file they stand.
final class WithoutSpans {
  private WithoutSpans() {}

  static String of(Object value) {
    return switch (value) {
      case Span _ -> "";
      case List<?> list ->
          list.stream().map(WithoutSpans::of).collect(Collectors.joining(", ", "[", "]"));
      case Optional<?> optional -> optional.map(WithoutSpans::of).orElse("none");
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(e -> of(e.getKey()) + "=" + of(e.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
      case Record r -> components(r);
      default -> value.toString();
    };
  }

  private static String components(Record value) {
    StringBuilder text = new StringBuilder(value.getClass().getSimpleName()).append('(');
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      try {
        component.getAccessor().setAccessible(true);
        text.append(of(component.getAccessor().invoke(value))).append(' ');
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("record component " + component, e);
      }
    }
    return text.append(')').toString();
  }
}
