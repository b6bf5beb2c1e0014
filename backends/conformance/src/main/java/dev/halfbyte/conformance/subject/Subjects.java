package dev.halfbyte.conformance.subject;

import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;

/// The subjects by name, in the order in which the levels of the compiler meet a program.
public final class Subjects {
  private static final SequencedMap<String, Function<Options, Subject>> FACTORIES = factories();

  private Subjects() {}

  /// What all subjects are opened with.
  ///
  /// @param isolate one process a program, instead of one that stays
  public record Options(boolean isolate) {}

  private static SequencedMap<String, Function<Options, Subject>> factories() {
    SequencedMap<String, Function<Options, Subject>> factories = new LinkedHashMap<>();
    factories.put(JvmSubject.NAME, options -> new JvmSubject(HostOptions.of(options)));
    for (IsaFamily family : IsaFamily.values()) {
      factories.put(
          family.targetName(), options -> new NativeSubject(family, HostOptions.of(options)));
    }
    return Collections.unmodifiableSequencedMap(factories);
  }

  /// All names.
  public static List<String> names() {
    return List.copyOf(FACTORIES.keySet());
  }

  /// Opens the subjects of `names`, each of them one of [#names].
  public static List<Subject> open(List<String> names, Options options) {
    List<Subject> subjects = new ArrayList<>();
    FACTORIES.forEach((name, factory) -> {
      if (names.contains(name)) {
        subjects.add(factory.apply(options));
      }
    });
    return subjects;
  }
}
