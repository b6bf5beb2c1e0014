package dev.halfbyte.conformance;

import dev.halfbyte.conformance.subject.Subjects;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// What `--targets` names.
final class TargetNames {
  private TargetNames() {}

  /// Those of `all` that are named; all of them when none is.
  ///
  /// @throws ParameterException for a name that no target has
  static Subjects choose(Subjects all, List<String> names, CommandLine line) {
    for (String name : names) {
      if (!all.names().contains(name)) {
        throw new ParameterException(
            line, "no target `" + name + "`; there are " + String.join(", ", all.names()));
      }
    }
    return names.isEmpty() ? all : all.only(names);
  }
}
