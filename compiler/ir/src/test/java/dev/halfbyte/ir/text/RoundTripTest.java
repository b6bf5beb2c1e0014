package dev.halfbyte.ir.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.SamplePrograms;
import dev.halfbyte.ir.op.OpSchema;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.source.SourceFile;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RoundTripTest {
  static Stream<Program> programs() {
    return Stream.of(SamplePrograms.floats(), SamplePrograms.quantized(), SamplePrograms.scanned());
  }

  @ParameterizedTest
  @MethodSource("programs")
  void parsingWhatWasPrintedGivesAnEqualProgram(Program program) {
    String text = IrPrinter.print(program);
    Program parsed = parse(text, program);
    assertEquals(program, parsed, text);
    assertEquals(text, IrPrinter.print(parsed));
  }

  @Test
  void theSamplesHoldEveryOp() {
    Set<String> seen = new TreeSet<>();
    programs().forEach(program -> collect(program, seen));
    assertEquals(OpSchema.all().keySet(), seen);
  }

  @Test
  void nodeSpansAreTheirStatements() {
    Program program = SamplePrograms.quantized();
    ParsedProgram parsed =
        IrParser.parse(SourceFile.of("q.ir", IrPrinter.print(program)), IrPrinter.pool(program));
    assertEquals(program.nodes().size(), parsed.nodeSpans().size());
    for (int i = 0; i < program.nodes().size(); i++) {
      String statement = parsed.nodeSpans().get(i).text();
      assertTrue(statement.startsWith(program.nodes().get(i).value() + " = "), statement);
    }
  }

  @Test
  void theHashIgnoresNumberingAndOriginsButNotData() {
    Program program = SamplePrograms.floats();
    String text = IrPrinter.print(program);
    String renumbered = text.replaceAll("%(\\d+)", "%1$1");
    assertNotEquals(program, parse(renumbered, program));
    assertEquals(Sealer.hash(program), Sealer.hash(parse(renumbered, program)));
    String moved = text.replace("\"a.hb\":3:7", "\"b.hb\":4:1");
    assertNotEquals(program, parse(moved, program));
    assertEquals(Sealer.hash(program), Sealer.hash(parse(moved, program)));
    String reordered = text.replace("order=lanes16", "order=serial");
    assertNotEquals(Sealer.hash(program), Sealer.hash(parse(reordered, program)));
    Program quantized = SamplePrograms.quantized();
    String other = IrPrinter.print(quantized).replace("[-4, -3,", "[-4, -2,");
    assertNotEquals(Sealer.hash(quantized), Sealer.hash(parse(other, quantized)));
  }

  @Test
  void renumberingKeepsTheMeaningfulParts() {
    Program program = SamplePrograms.scanned();
    Program renumbered = Sealer.renumber(program);
    assertEquals(renumbered, Sealer.renumber(renumbered));
    assertEquals(program.constants(), renumbered.constants());
    assertEquals(program.nodes().size(), renumbered.nodes().size());
  }

  private static Program parse(String text, Program program) {
    return IrParser.parse(SourceFile.of("test.ir", text), IrPrinter.pool(program)).program();
  }

  private static void collect(Program program, Set<String> seen) {
    for (Node node : program.nodes()) {
      seen.add(OpSchema.of(node.op().getClass()).mnemonic());
      if (node.op() instanceof Scan scan) {
        collect(scan.body(), seen);
      }
    }
  }
}
