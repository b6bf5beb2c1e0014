package dev.halfbyte.backend.llvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.llvm.run.Job;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.DimDeclaration;
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
import dev.halfbyte.ir.op.View;
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

/// Sums of groups in the leaf of every variant, for all blocks of rows, with extreme codes and
/// multipliers among the others.
class GroupedTileTest {
  private static final int GROUPS = 3;
  private static final int COLUMNS = 41;
  private static final List<Integer> ROWS = List.of(1, 2, 5, 12, 17);

  /// Shared, so that the C host is compiled once.
  @TempDir static Path scratch;

  @TempDir Path folder;

  private static final ElemType CODE = new ElemType.CodeType(new Encoding.Affine(ElemType.S8, -5));

  private static SealedProgram program(ElemType.IntType weight, int size) {
    Random random = new Random(size);
    ProgramBuilder b = new ProgramBuilder("groups").dim(new DimDeclaration("m", 0, 64, 1));
    Dim rows = Dim.symbol("m");
    Dim depth = Dim.of((long) GROUPS * size);
    TensorType type = new TensorType(CODE, new Shape(List.of(rows, depth)));
    Value x = b.parameter("x", type, Parameter.Kind.INPUT);
    AffineIndex at =
        new AffineIndex(
            List.of(new AffineIndex.Term(1, size), new AffineIndex.Term(2, 1)), Dim.ZERO);
    List<Dim> extents = List.of(rows, Dim.of(GROUPS), Dim.of(size));
    Value cut = b.add(new View(x, new AccessMap(extents, List.of(AffineIndex.of(0), at), false)));
    TensorType weights = new TensorType(weight, Shape.of(COLUMNS, GROUPS, size));
    int span = (int) (weight.max() - weight.min() + 1);
    Value w =
        b.constant(
            "w",
            Tensor.generateInts(
                weights,
                i -> i / size < GROUPS ? weight.min() : weight.min() + random.nextInt(span)));
    Einsum inner =
        new Einsum(List.of("m", "g", "k"), List.of("n", "g", "k"), List.of("m", "n", "g"));
    Value parts = b.add(new Contract(cut, w, inner, Order.SERIAL, ElemType.S32));
    TensorType bytes = new TensorType(ElemType.U8, Shape.of(COLUMNS, GROUPS));
    Value m = b.constant("m", Tensor.generateInts(bytes, i -> i < GROUPS ? 255 : i * 37L % 256));
    Einsum outer = new Einsum(inner.result(), List.of("n", "g"), List.of("m", "n"));
    b.output("y", b.add(new Contract(parts, m, outer, Order.SERIAL, ElemType.S32)));
    return Sealer.seal(new CoreProgram(b.build()));
  }

  @ParameterizedTest
  @CsvSource({
    "X86_64, 4, 16",
    "X86_64, 4, 128",
    "X86_64, 8, 48",
    "AARCH64, 4, 16",
    "AARCH64, 4, 128",
    "AARCH64, 8, 48"
  })
  void equalsInterpreter(IsaFamily family, int bits, int size) throws Exception {
    SealedProgram program = program(new ElemType.IntType(bits, true), size);
    LoopProgram loops = LoopLowering.lower(program, TargetShapes.of(family));
    String text = LoopPrinter.print(loops).text();
    assertTrue(text.contains(", groups of " + size + " times "), text);
    Path artefact = Runs.write(Runs.buildRunnable(loops, family), folder.resolve("artefact"));
    List<Tensor> inputs = new ArrayList<>();
    for (int rows : ROWS) {
      Random random = new Random(rows);
      TensorType type = new TensorType(CODE, Shape.of(rows, (long) GROUPS * size));
      // The first row has the largest products.
      inputs.add(
          Tensor.generateInts(type, i -> i < GROUPS * size ? 127 : random.nextInt(256) - 128));
    }
    for (IsaVariant variant : Runs.runnable(family)) {
      List<Job> jobs = new ArrayList<>();
      for (Tensor input : inputs) {
        long rows = input.type().shape().dim(0).fixed();
        jobs.add(
            new Job(
                variant.featureBit(),
                List.of(rows),
                List.of(input.bytes()),
                List.of(rows * Integer.BYTES * COLUMNS)));
      }
      List<Job.Result> results = Runs.host(variant).run("groups", artefact, jobs, scratch);
      for (int j = 0; j < jobs.size(); j++) {
        Tensor expected =
            Objects.requireNonNull(
                Interpreter.run(program.program(), Map.of("x", inputs.get(j))).get("y"));
        assertArrayEquals(
            expected.bytes(),
            results.get(j).outputs().getFirst(),
            variant + ", rows " + ROWS.get(j));
      }
    }
  }
}
