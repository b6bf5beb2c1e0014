package dev.halfbyte.interp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.DimBinding;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.ir.range.DimBounds;
import dev.halfbyte.ir.range.Interval;
import dev.halfbyte.ir.range.ValueRanges;
import dev.halfbyte.ir.scan.Unrolling;
import dev.halfbyte.ir.text.IrParser;
import dev.halfbyte.ir.text.IrPrinter;
import dev.halfbyte.ir.verify.Stage;
import dev.halfbyte.ir.verify.Verifier;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import dev.halfbyte.testkit.GeneratedCase;
import dev.halfbyte.testkit.GeneratorOptions;
import dev.halfbyte.testkit.ProgramGenerator;
import dev.halfbyte.testkit.TensorAssertions;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Laws of generated programs that hold whatever they compute.
final class GeneratedProgramsTest {
  @Test
  void integersLieInTheRangesThatAnalysisProves() {
    GeneratorOptions options = GeneratorOptions.core(14, GeneratorOptions.Domain.INTEGER);
    int[] observed = {0};
    for (int seed = 0; seed < 150; seed++) {
      GeneratedCase generated = ProgramGenerator.generate(seed, options);
      Program program = generated.program();
      ValueRanges ranges = ValueRanges.of(program, new DimBounds(program.dims()));
      Interpreter.run(
          program,
          generated.arguments(),
          (scope, _, value, tensor) -> {
            if (scope.equals(program) && ElemType.storage(tensor.type().elem()).isPresent()) {
              observed[0] += assertInside(ranges, value, tensor, generated);
            }
          });
    }
    assertTrue(observed[0] > 10_000, () -> "only " + observed[0] + " elements were seen");
  }

  @Test
  void writingScansOutChangesNoResult() {
    int scans = 0;
    for (int seed = 0; seed < 150; seed++) {
      GeneratedCase generated = ProgramGenerator.generate(seed, GeneratorOptions.everything(10));
      Program bound = DimBinding.bind(generated.program(), generated.arguments().dims());
      Program unrolled = Unrolling.unroll(bound);
      assertEquals(List.of(), Verifier.violations(unrolled, Stage.GRAPH), generated::describe);
      assertTrue(unrolled.nodes().stream().noneMatch(node -> node.op() instanceof Scan));
      TensorAssertions.assertBitEqual(
          Interpreter.run(bound, generated.arguments().tensors()),
          Interpreter.run(unrolled, generated.arguments().tensors()),
          "seed " + seed + "\n" + generated.describe());
      scans += (int) bound.nodes().stream().filter(node -> node.op() instanceof Scan).count();
    }
    assertTrue(scans > 30, "only " + scans + " scans were seen");
  }

  @Test
  void bindingTheDimsChangesNoResult() {
    for (int seed = 0; seed < 100; seed++) {
      GeneratedCase generated = ProgramGenerator.generate(seed, GeneratorOptions.everything(10));
      Program bound = DimBinding.bind(generated.program(), generated.arguments().dims());
      assertEquals(List.of(), Verifier.violations(bound, Stage.GRAPH));
      assertEquals(List.of(), bound.dims());
      TensorAssertions.assertBitEqual(
          Interpreter.run(
              generated.program(), generated.arguments().tensors(), generated.arguments().dims()),
          Interpreter.run(bound, generated.arguments().tensors()),
          "seed " + seed + "\n" + generated.describe());
    }
  }

  private static int assertInside(
      ValueRanges ranges, Value value, Tensor tensor, GeneratedCase generated) {
    Interval range = ranges.exact(value).orElseThrow();
    for (long element : tensor.longs()) {
      assertTrue(
          range.contains(Interval.of(element)),
          () -> value + " = " + element + " outside " + range + "\n" + generated.describe());
    }
    return tensor.count();
  }

  /// Whatever happens to a text, it is refused by a diagnostic or it is a program that runs or ends
  /// in a diagnostic: there is no third way.
  @Test
  void damagedProgramsEndInDiagnosticsOrResults() {
    SplittableRandom random = new SplittableRandom(11);
    int refused = 0;
    int ran = 0;
    for (int trial = 0; trial < 800; trial++) {
      GeneratedCase generated =
          ProgramGenerator.generate(trial % 60, GeneratorOptions.everything(8));
      Program program = generated.program();
      String text = damage(IrPrinter.print(program), random);
      try {
        Program parsed =
            IrParser.parse(SourceFile.of("damaged.ir", text), IrPrinter.pool(program)).program();
        if (!Verifier.violations(parsed, Stage.GRAPH).isEmpty()) {
          refused++;
          continue;
        }
        Interpreter.run(
            parsed,
            Arguments.of(parsed, generated.arguments().tensors(), generated.arguments().dims()),
            (_, _, _, _) -> {});
        ran++;
      } catch (DiagnosticException expected) {
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError(text, e);
      }
    }
    assertTrue(refused > 200 && ran > 30, refused + " refused, " + ran + " ran");
  }

  /// One number, word or line of the text replaced by another of it.
  private static String damage(String text, SplittableRandom random) {
    String[] words = text.split("(?<=\\W)|(?=\\W)", -1);
    for (int edits = random.nextInt(1, 3); edits > 0; edits--) {
      int at = random.nextInt(words.length);
      int from = random.nextInt(words.length);
      for (int i = 0; i < words.length && !similar(words[at], words[from]); i++) {
        from = (from + 1) % words.length;
      }
      words[at] = words[from];
    }
    return String.join("", words);
  }

  private static boolean similar(String a, String b) {
    boolean numbers = a.matches("\\d+") && b.matches("\\d+");
    boolean names = a.matches("[a-z_]+") && b.matches("[a-z_]+");
    return !a.equals(b) && (numbers || names);
  }
}
