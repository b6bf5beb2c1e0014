package dev.halfbyte.driver;

import dev.halfbyte.ir.backend.Backend;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.Suggestions;
import java.util.Collections;
import java.util.SequencedMap;
import java.util.ServiceLoader;
import java.util.TreeMap;

/// The targets of the backends on the class path, by name.
public final class Targets {
  private final SequencedMap<String, Backend> backends = new TreeMap<>();

  private Targets() {
    for (Backend backend : ServiceLoader.load(Backend.class)) {
      backend.targets().forEach(target -> backends.put(target, backend));
    }
  }

  /// Looks the backends up.
  public static Targets available() {
    return new Targets();
  }

  /// Backends by target name.
  public SequencedMap<String, Backend> all() {
    return Collections.unmodifiableSequencedMap(backends);
  }

  /// The backend for `target`, or a diagnostic that names those there are.
  public Backend backend(String target) {
    Backend backend = backends.get(target);
    if (backend == null) {
      throw new DiagnosticException(
          Diagnostic.error(DriverCode.NO_TARGET, "no target `" + target + "`")
              .help(
                  Suggestions.didYouMean(target, backends.keySet())
                      .orElse("targets: " + String.join(", ", backends.keySet()))));
    }
    return backend;
  }
}
