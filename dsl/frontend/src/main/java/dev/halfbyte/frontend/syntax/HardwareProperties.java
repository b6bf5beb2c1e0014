package dev.halfbyte.frontend.syntax;

import static dev.halfbyte.frontend.fault.FrontendCode.DUPLICATE_NAME;
import static dev.halfbyte.frontend.fault.FrontendCode.HARDWARE;

import dev.halfbyte.frontend.ast.ElementType;
import dev.halfbyte.frontend.grammar.HbParser.PropertyContext;
import dev.halfbyte.frontend.grammar.HbParser.PropertyValueContext;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.Suggestions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// The properties in the braces of an array or a unit.
final class HardwareProperties {
  private final Builder builder;
  private final List<String> known;
  private final Map<String, PropertyContext> properties = new HashMap<>();

  HardwareProperties(Builder builder, List<String> known) {
    this.builder = builder;
    this.known = known;
  }

  void add(PropertyContext property) {
    Name name = builder.name(property.name());
    if (!known.contains(name.text())) {
      builder.report(
          Diagnostic.error(HARDWARE, name.span(), "unknown property `" + name + "`")
              .help(
                  Suggestions.didYouMean(name.text(), known)
                      .or(() -> Optional.of("properties are " + String.join(", ", known)))));
    }
    PropertyContext previous = properties.putIfAbsent(name.text(), property);
    if (previous != null) {
      builder.report(
          Diagnostic.error(DUPLICATE_NAME, name.span(), "`" + name + "` is stated twice")
              .label(builder.span(previous), "first here"));
    }
  }

  private List<PropertyValueContext> values(String property) {
    PropertyContext context = properties.get(property);
    return context == null ? List.of() : context.propertyValue();
  }

  List<ElementType> types(String property) {
    List<ElementType> types = new ArrayList<>();
    for (PropertyValueContext value : values(property)) {
      Optional<ElementType> type = ElementType.named(value.getText());
      type.ifPresent(types::add);
      if (type.isEmpty()) {
        builder.error(HARDWARE, builder.span(value), "expected a type such as `s4` or `u8`");
      }
    }
    return types;
  }

  OptionalLong number(String property, long minimum, long maximum) {
    List<PropertyValueContext> values = values(property);
    if (values.isEmpty()) {
      return OptionalLong.empty();
    }
    PropertyValueContext first = values.getFirst();
    if (values.size() > 1 || first.INTEGER() == null) {
      builder.error(HARDWARE, builder.span(first), "`" + property + "` takes one whole number");
      return OptionalLong.empty();
    }
    return OptionalLong.of(builder.integer(first.INTEGER().getSymbol(), minimum, maximum));
  }

  /// The words of a property; `allowed` empty means any.
  List<String> words(String property, List<String> allowed) {
    List<String> words = new ArrayList<>();
    for (PropertyValueContext value : values(property)) {
      String word = value.getText();
      boolean valid = value.name() != null && (allowed.isEmpty() || allowed.contains(word));
      if (valid) {
        words.add(word);
      } else {
        builder.error(
            HARDWARE,
            builder.span(value),
            allowed.isEmpty()
                ? "expected a word"
                : "`" + property + "` takes " + String.join(", ", allowed));
      }
    }
    return words;
  }
}
