package dev.halfbyte.frontend.check;

import static dev.halfbyte.frontend.fault.FrontendCode.DUPLICATE_NAME;
import static dev.halfbyte.frontend.fault.FrontendCode.UNKNOWN_NAME;
import static dev.halfbyte.frontend.fault.FrontendCode.UNUSED_NAME;

import dev.halfbyte.frontend.syntax.Name;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The names visible at a place. An inner scope may not hide a name of an outer one.
final class Scope {
  private record Entry(Symbol symbol, Span span) {}

  private final Reporter reporter;
  private final Optional<Scope> outer;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Set<String> used = new HashSet<>();

  private Scope(Reporter reporter, Optional<Scope> outer) {
    this.reporter = reporter;
    this.outer = outer;
  }

  /// A scope without names.
  static Scope empty(Reporter reporter) {
    return new Scope(reporter, Optional.empty());
  }

  /// A scope inside this one.
  Scope inner() {
    return new Scope(reporter, Optional.of(this));
  }

  /// Adds a name; one that is visible already is reported and keeps its meaning.
  void declare(Name name, Symbol symbol) {
    Optional<Entry> previous = find(name.text());
    if (previous.isEmpty()) {
      entries.put(name.text(), new Entry(symbol, name.span()));
      return;
    }
    reporter.report(
        Diagnostic.error(
                DUPLICATE_NAME,
                name.span(),
                "`%s` already names %s".formatted(name, previous.get().symbol.kind()))
            .label(previous.get().span, "declared here")
            .help("choose another name; inner names may not hide outer ones"));
  }

  /// The meaning of a name that is being used, without complaint if there is none.
  Optional<Symbol> find(Name name) {
    used(name.text());
    return find(name.text()).map(Entry::symbol);
  }

  /// The meaning of a name that is being used; an unknown one is reported and counts as faulty.
  Symbol lookup(Name name) {
    Optional<Symbol> symbol = find(name);
    if (symbol.isEmpty()) {
      reporter.report(
          Diagnostic.error(UNKNOWN_NAME, name.span(), "unknown name `" + name + "`")
              .help(reporter.didYouMean(name.text(), this::names)));
    }
    return symbol.orElseGet(Symbol.Faulty::new);
  }

  /// Whether a name is visible.
  boolean contains(String name) {
    return find(name).isPresent();
  }

  /// Warns of names of this scope that nothing used; a leading underscore says that this is meant.
  void warnOfUnused() {
    entries.forEach((name, entry) -> {
      if (!used.contains(name) && !name.startsWith("_")) {
        reporter.report(
            Diagnostic.warning(UNUSED_NAME, entry.span, "`" + name + "` is never used")
                .help("remove it, or begin its name with `_`"));
      }
    });
  }

  private void used(String name) {
    if (entries.containsKey(name)) {
      used.add(name);
    } else {
      outer.ifPresent(scope -> scope.used(name));
    }
  }

  private Optional<Entry> find(String name) {
    Entry entry = entries.get(name);
    return entry == null ? outer.flatMap(scope -> scope.find(name)) : Optional.of(entry);
  }

  private List<String> names() {
    List<String> names = new ArrayList<>(entries.keySet());
    outer.ifPresent(scope -> names.addAll(scope.names()));
    return names;
  }
}
