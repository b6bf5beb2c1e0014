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
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ProgramGeneratorTest {
  private static final int PROGRAMS = 400;

  @Test
  void everyOpAppearsOften() {
    OpCoverage coverage = new OpCoverage();
    for (int seed = 0; seed < PROGRAMS; seed++) {
      coverage.add(ProgramGenerator.generate(seed, GeneratorOptions.everything(12)).program());
    }
    SortedMap<String, Integer> counts = coverage.counts();
    for (String op : OpSchema.all().keySet()) {
      assertTrue(counts.getOrDefault(op, 0) >= 10, op + " in " + counts);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NETWORK")
  void theDomainIsKept(GeneratorOptions.Domain domain) {
    OpCoverage coverage = new OpCoverage();
    for (int seed = 0; seed < PROGRAMS; seed++) {
      coverage.add(ProgramGenerator.generate(seed, GeneratorOptions.core(12, domain)).program());
    }
    Set<String> outside = new HashSet<>();
    for (OpSchema schema : OpSchema.all().values()) {
      boolean sugar = SugarOp.class.isAssignableFrom(schema.type());
      boolean quantized = CoreOp.Quantized.class.isAssignableFrom(schema.type());
      boolean allowed =
          switch (domain) {
            case FLOAT -> !sugar && !quantized && !schema.mnemonic().equals("cast");
            case INTEGER, MIXED, NETWORK -> !sugar;
          };
      if (!allowed) {
        outside.add(schema.mnemonic());
      }
    }
    Set<String> seen = new HashSet<>(coverage.counts().keySet());
    assertEquals(OpSchema.all().size() - outside.size(), seen.size(), () -> "saw " + seen);
    seen.retainAll(outside);
    assertEquals(Set.of(), seen);
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
