package dev.halfbyte.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.op.CoreOp;
import dev.halfbyte.ir.op.OpSchema;
import dev.halfbyte.ir.op.SugarOp;
import dev.halfbyte.ir.text.IrParser;
import dev.halfbyte.ir.text.IrPrinter;
import dev.halfbyte.ir.text.Sealer;
import dev.halfbyte.source.SourceFile;
import dev.halfbyte.testkit.coverage.Cell;
import dev.halfbyte.testkit.coverage.Coverage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ProgramGeneratorTest {
  private static final int PROGRAMS = 400;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NETWORK")
  void theDomainIsKept(GeneratorOptions.Domain domain) {
    List<Coverage> parts = new ArrayList<>();
    for (int seed = 0; seed < PROGRAMS; seed++) {
      GeneratedCase generated = ProgramGenerator.generate(seed, GeneratorOptions.core(12, domain));
      parts.add(Coverage.of(generated.program(), generated.arguments()));
    }
    Set<String> seen = new TreeSet<>();
    for (Cell cell : Coverage.sum(parts).counts().keySet()) {
      if (cell.aspect() == Cell.Aspect.OP) {
        seen.add(cell.name());
      }
    }
    Set<String> allowed = new TreeSet<>();
    for (OpSchema schema : OpSchema.all().values()) {
      boolean sugar = SugarOp.class.isAssignableFrom(schema.type());
      boolean quantized = CoreOp.Quantized.class.isAssignableFrom(schema.type());
      boolean floats = domain == GeneratorOptions.Domain.FLOAT;
      if (!sugar && !(floats && (quantized || schema.mnemonic().equals("cast")))) {
        allowed.add(schema.mnemonic());
      }
    }
    assertEquals(allowed, seen);
  }

  @Test
  void edgeExtentsOccur() {
    Set<Long> extents = new HashSet<>();
    for (int seed = 0; seed < 100; seed++) {
      GeneratedCase generated = ProgramGenerator.generate(seed, GeneratorOptions.everything(8));
      generated
          .arguments()
          .tensors()
          .values()
          .forEach(tensor -> {
            for (long extent : tensor.type().shape().extents()) {
              extents.add(extent);
            }
          });
    }
    assertTrue(extents.containsAll(Set.of(0L, 1L, 16L, 17L)), () -> "extents " + extents);
  }

  @Test
  void theTextOfEveryGeneratedProgramReadsBack() {
    for (int seed = 0; seed < PROGRAMS; seed++) {
      Program program = ProgramGenerator.generate(seed, GeneratorOptions.everything(12)).program();
      String text = IrPrinter.print(program);
      Program parsed =
          IrParser.parse(SourceFile.of("generated.ir", text), IrPrinter.pool(program)).program();
      assertEquals(program, parsed);
      assertEquals(text, IrPrinter.print(parsed));
      assertEquals(Sealer.hash(program), Sealer.hash(Sealer.renumber(program)));
    }
  }

  @Test
  void aRecordReplaysItsCase() {
    for (int seed = 0; seed < 50; seed++) {
      GeneratorOptions options = GeneratorOptions.everything(10);
      GeneratedCase first = ProgramGenerator.generate(seed, options);
      GeneratedCase again = ProgramGenerator.generate(Choices.replay(first.record()), options);
      assertEquals(first, again);
    }
  }
}
