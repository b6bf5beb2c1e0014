package dev.halfbyte.frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.frontend.fault.FrontendCode;
import dev.halfbyte.source.CaretRenderer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The language reference and the examples are true.
final class DocumentTest {
  private static final Path REFERENCE = Sources.ROOT.resolve("dsl/docs/language.md");

  private record Block(int line, Optional<String> code, String text) {}

  private static List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    List<String> lines = Sources.read(REFERENCE).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String fence = lines.get(i);
      if (fence.startsWith("```hb")) {
        int end = i + 1 + lines.subList(i + 1, lines.size()).indexOf("```");
        String[] words = fence.split(" ", -1);
        Optional<String> code = words.length == 3 ? Optional.of(words[2]) : Optional.empty();
        blocks.add(new Block(i + 1, code, String.join("\n", lines.subList(i + 1, end)) + "\n"));
        i = end;
      }
    }
    return blocks;
  }

  @TestFactory
  Stream<DynamicTest> blocksDoWhatTheySay() {
    return blocks().stream()
        .map(block -> DynamicTest.dynamicTest("line " + block.line, () -> check(block)));
  }

  private static void check(Block block) {
    FrontendResult result = Frontend.check(Sources.file(block.text));
    List<String> errors =
        result.diagnostics().stream()
            .filter(d -> d.isError())
            .map(d -> d.code().code())
            .distinct()
            .toList();
    assertEquals(
        block.code.stream().toList(), errors, () -> CaretRenderer.render(result.diagnostics()));
  }

  @Test
  void theReferenceHasExamplesOfBothKinds() {
    assertTrue(blocks().stream().filter(b -> b.code.isPresent()).count() >= 8);
    assertTrue(blocks().stream().filter(b -> b.code.isEmpty()).count() >= 8);
  }

  @TestFactory
  Stream<DynamicTest> acceptedBlocksAreInCanonicalLayout() {
    return blocks().stream()
        .filter(block -> block.code.isEmpty())
        .map(block ->
            DynamicTest.dynamicTest(
                "line " + block.line,
                () ->
                    assertEquals(
                        block.text, Formatter.format(Sources.file(block.text)).orThrow())));
  }

  @TestFactory
  Stream<DynamicTest> examplesHaveNoDiagnosticsAndCanonicalLayout() {
    return Sources.examples().stream()
        .map(path ->
            DynamicTest.dynamicTest(
                path.getFileName().toString(),
                () -> {
                  String text = Sources.read(path);
                  assertEquals("", Sources.rendered(text));
                  assertEquals(text, Formatter.format(Sources.file(text)).orThrow());
                  assertTrue(text.startsWith("// "), "begins with a comment");
                }));
  }

  @Test
  void theCodeTableNamesEveryCode() {
    List<String> named = new ArrayList<>();
    for (String line : Sources.read(REFERENCE).lines().toList()) {
      if (line.startsWith("| HB1")) {
        String[] cell = line.substring(2, line.indexOf(" |")).split(" to |, ", -1);
        boolean range = line.contains(" to HB");
        for (FrontendCode code : FrontendCode.values()) {
          boolean within =
              range
                  ? code.code().compareTo(cell[0]) >= 0 && code.code().compareTo(cell[1]) <= 0
                  : List.of(cell).contains(code.code());
          if (within) {
            named.add(code.code());
          }
        }
      }
    }
    assertEquals(Arrays.stream(FrontendCode.values()).map(FrontendCode::code).toList(), named);
  }
}
