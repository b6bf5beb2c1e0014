package dev.halfbyte.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Equal input gives equal bytes, wherever it is built.
class ReproducibleTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "x86_64", "aarch64", "verilog"})
  void twoFoldersGetTheSameBytes(String target) throws IOException {
    Path first = build(target, "first");
    Path second = build(target, "a/longer/way/to/the/second");
    List<Path> files = files(first);
    assertEquals(files, files(second));
    for (Path file : files) {
      assertArrayEquals(
          Files.readAllBytes(first.resolve(file)),
          Files.readAllBytes(second.resolve(file)),
          file.toString());
    }
  }

  private Path build(String target, String name) {
    Path out = folder.resolve(name);
    String source =
        Path.of(System.getProperty("halfbyte.root"), "dsl", "examples", "gemm.hb").toString();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "build", source, "--numerics", "w4a8", "--target", target, "-o", out.toString()));
    if (target.equals("verilog")) {
      arguments.addAll(List.of("--dim", "m=19"));
    }
    assertEquals(0, Main.run(arguments.toArray(String[]::new)));
    return out;
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths.filter(Files::isRegularFile).map(root::relativize).sorted().toList();
    }
  }
}
