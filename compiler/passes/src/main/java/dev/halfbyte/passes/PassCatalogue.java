package dev.halfbyte.passes;

import dev.halfbyte.source.CompilerBug;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.Suggestions;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// The passes that a pipeline may name, in the order of the documentation.
public record PassCatalogue(SequencedMap<String, Entry> entries) {
  /// A pass by name.
  ///
  /// @param arguments what stands in parentheses, for the documentation; empty for nothing
  public record Entry(
      String name, String arguments, String summary, Pass.Kind kind, Factory factory) {
    /// A pass without arguments.
    public static Entry of(Pass pass) {
      return new Entry(
          pass.name(),
          "",
          pass.summary(),
          pass.kind(),
          arguments -> {
            if (!arguments.isEmpty()) {
              throw wrongArguments(pass.name(), "takes no arguments");
            }
            return pass;
          });
    }
  }

  /// Makes a pass from what a pipeline says in parentheses.
  public interface Factory {
    /// @throws DiagnosticException when the arguments do not fit
    Pass create(List<String> arguments);
  }

  public PassCatalogue {
    entries = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(entries));
  }

  /// A catalogue of entries with different names.
  public static PassCatalogue of(List<Entry> entries) {
    SequencedMap<String, Entry> byName = new LinkedHashMap<>();
    for (Entry entry : entries) {
      if (byName.put(entry.name, entry) != null) {
        throw new CompilerBug("two passes named " + entry.name);
      }
    }
    return new PassCatalogue(byName);
  }

  /// This catalogue, then `more`.
  public PassCatalogue plus(List<Entry> more) {
    List<Entry> all = new java.util.ArrayList<>(entries.values());
    all.addAll(more);
    return of(all);
  }

  /// The pass that a step names.
  ///
  /// @throws DiagnosticException for an unknown name or wrong arguments
  public Pass resolve(Pipeline.Apply step) {
    Entry entry = entries.get(step.name());
    if (entry == null) {
      throw new DiagnosticException(
          Diagnostic.error(PassCode.UNKNOWN_PASS, "unknown pass `" + step.name() + "`")
              .help(
                  Suggestions.didYouMean(step.name(), entries.keySet())
                      .orElse("known passes: " + String.join(", ", entries.keySet()))));
    }
    return entry.factory.create(step.arguments());
  }

  /// The complaint about the arguments of a pass.
  public static DiagnosticException wrongArguments(String pass, String message) {
    return new DiagnosticException(
        Diagnostic.error(PassCode.PASS_ARGUMENTS, "pass `" + pass + "` " + message));
  }
}
