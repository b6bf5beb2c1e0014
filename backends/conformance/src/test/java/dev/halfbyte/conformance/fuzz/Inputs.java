package dev.halfbyte.conformance.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Inputs that once broke a law, one folder a target; every normal build replays them.
final class Inputs {
  private static final String RESOURCES =
      "backends/conformance/src/test/resources/dev/halfbyte/conformance/fuzz";

  private Inputs() {}

  /// Where those of a target lie in the tree.
  static Path folder(Path root, FuzzTarget target) {
    return root.resolve(RESOURCES).resolve(target.entry().getSimpleName() + "Inputs");
  }

  /// Those of a target by name; none where there is no folder.
  static List<Path> of(Path root, FuzzTarget target) {
    return sorted(folder(root, target));
  }

  /// Every folder of inputs there is.
  static List<Path> folders(Path root) {
    return sorted(root.resolve(RESOURCES));
  }

  private static List<Path> sorted(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
