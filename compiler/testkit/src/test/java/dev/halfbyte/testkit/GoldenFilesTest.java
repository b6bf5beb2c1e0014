package dev.halfbyte.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.ir.text.IrPrinter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GoldenFilesTest {
  @TempDir private Path folder;

  @Test
  void programsAreComparedAsParsedIr() throws IOException {
    Program program = unary(Unary.Kind.NEG);
    Program other = unary(Unary.Kind.ABS);
    Path file = folder.resolve("case.ir");
    Files.writeString(
        file, "// What a reader should know.\n\n" + IrPrinter.print(program).replace("\n", "\n\n"));
    GoldenFiles.assertProgram(file, program);
    assertThrows(AssertionError.class, () -> GoldenFiles.assertProgram(file, other));
  }

  private static Program unary(Unary.Kind kind) {
    ProgramBuilder builder = new ProgramBuilder("small");
    TensorType type = new TensorType(ElemType.F32, Shape.of(3));
    Value x = builder.parameter("x", type, Parameter.Kind.INPUT);
    builder.output("y", builder.add(new Unary(kind, x)));
    return builder.build();
  }

  @Test
  void aMissingFileIsAFailure() {
    assertThrows(
        AssertionError.class, () -> GoldenFiles.assertText(folder.resolve("none.txt"), "text"));
  }

  @Test
  void textIsComparedWithoutItsComment() throws IOException {
    Path file = folder.resolve("case.txt");
    Files.writeString(file, "// Why.\nline\n");
    GoldenFiles.assertText(file, "line");
    assertThrows(AssertionError.class, () -> GoldenFiles.assertText(file, "lines"));
  }

  @Test
  void sectionsOfDocumentsAreCompared() throws IOException {
    Path document = folder.resolve("document.md");
    Files.writeString(document, "Text.\n<!-- table:begin -->\n| a |\n<!-- table:end -->\nMore.\n");
    GoldenFiles.assertSection(document, "table", "| a |");
    assertThrows(AssertionError.class, () -> GoldenFiles.assertSection(document, "table", "| b |"));
    assertThrows(AssertionError.class, () -> GoldenFiles.assertSection(document, "other", "| a |"));
  }
}
