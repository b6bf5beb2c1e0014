package dev.halfbyte.backend.llvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.llvm.run.Job;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.text.Sealer;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.lower.LoopLowering;
import dev.halfbyte.loop.text.LoopPrinter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Single rows with zeros on every variant: those that are skipped by the list, and those too dense
/// for it, give the interpreter's bits.
class ListedStepsTest {
  private static final double[] ZEROS = {0, .5, .8, .97, 1};
  private static final int DEPTH = 352;

  /// Shared, so that the C host is compiled once.
  @TempDir static Path scratch;

  @TempDir Path folder;

  /// Codes whose zero is 0 in memory on both families.
  private static SealedProgram program(int rows, int columns, int bits, boolean pruned) {
    ProgramBuilder b = new ProgramBuilder("row");
    TensorType type = new TensorType(code(), Shape.of(rows, DEPTH));
    Value x = b.parameter("x", type, Parameter.Kind.INPUT);
    ElemType.IntType elem = new ElemType.IntType(bits, true);
    TensorType weights = new TensorType(elem, Shape.of(columns, DEPTH));
    int span = (int) (elem.max() - elem.min() + 1);
    Value w =
        b.constant(
            "w",
            Tensor.generateInts(
                weights,
                i -> pruned && isPruned(i / DEPTH, i % DEPTH) ? 0 : i * 7L % span + elem.min()));
    Einsum einsum = new Einsum(List.of("i", "k"), List.of("n", "k"), List.of("i", "n"));
    b.output("y", b.add(new Contract(x, w, einsum, Order.SERIAL, ElemType.S32)));
    return Sealer.seal(new CoreProgram(b.build()));
  }

  private static ElemType code() {
    return new ElemType.CodeType(new Encoding.Affine(ElemType.U4, 0));
  }

  /// Zeros by chance, and from the second row on inputs that are zero in all rows.
  private static boolean isZero(int at, double share, Random random) {
    boolean column = at % DEPTH / 8 % 5 < 5 * share;
    return random.nextDouble() < share || at >= DEPTH && column;
  }

  @ParameterizedTest
  @CsvSource({
    "X86_64, 1, 126, 4",
    "X86_64, 1, 126, 8",
    "X86_64, 1, 126, 2",
    "X86_64, 1, 130, 4",
    "X86_64, 1, 130, 8",
    "X86_64, 29, 70, 4",
    "X86_64, 29, 70, 8",
    "AARCH64, 1, 130, 4",
    "AARCH64, 1, 130, 8",
    "AARCH64, 1, 130, 2"
  })
  void equalsInterpreter(IsaFamily family, int count, int columns, int bits) throws Exception {
    check(family, program(count, columns, bits, false), "steps", count, columns);
  }

  /// Weights that are known to be zero, beside codes whose zero is anything.
  @ParameterizedTest
  @CsvSource({"1, 4", "29, 4", "29, 8"})
  void zeroBlocksOfWeightsAreLeftOut(int rows, int bits) throws Exception {
    check(IsaFamily.X86_64, program(rows, 70, bits, true), "c_steps", rows, 70);
  }

  /// Inputs that no output uses, outputs without weights, and a corner.
  private static boolean isPruned(int output, int input) {
    return input / 8 % 3 == 0 || output >= 64 || output < 32 && input > 200;
  }

  private void check(IsaFamily family, SealedProgram program, String list, int count, int columns)
      throws Exception {
    LoopProgram loops = LoopLowering.lower(program, TargetShapes.of(family));
    String text = LoopPrinter.print(loops).text();
    assertTrue(text.contains(", steps " + list), text);
    Path artefact = Runs.write(Runs.buildRunnable(loops, family), folder.resolve("artefact"));
    List<Tensor> rows = new ArrayList<>();
    for (double zeros : ZEROS) {
      Random random = new Random(11);
      TensorType type = new TensorType(code(), Shape.of(count, DEPTH));
      rows.add(Tensor.generateInts(type, i -> isZero(i, zeros, random) ? 0 : random.nextInt(16)));
    }
    for (IsaVariant variant : Runs.runnable(family)) {
      List<Job> jobs =
          rows.stream()
              .map(row ->
                  new Job(
                      variant.featureBit(),
                      List.of(),
                      List.of(row.bytes()),
                      List.of((long) Integer.BYTES * count * columns)))
              .toList();
      List<Job.Result> results = Runs.host(variant).run("row", artefact, jobs, scratch);
      for (int j = 0; j < jobs.size(); j++) {
        Tensor expected =
            Objects.requireNonNull(
                Interpreter.run(program.program(), Map.of("x", rows.get(j))).get("y"));
        assertArrayEquals(
            expected.bytes(), results.get(j).outputs().getFirst(), variant + ", zeros " + ZEROS[j]);
      }
    }
  }
}
