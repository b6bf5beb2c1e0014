package dev.halfbyte.loop.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Origin;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Append;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Mask;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.ir.text.Sealer;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.TileShape;
import dev.halfbyte.loop.text.LoopPrinter;
import dev.halfbyte.loop.verify.LoopVerifier;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.testkit.GoldenFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The shape of lowered programs; that they compute the right bits is tested where they run.
final class LoopLoweringTest {
  private static final Path GOLDEN =
      Path.of(System.getProperty("halfbyte.root"), "compiler/loop/src/test/golden");
  private static final Encoding.Affine S8 = new Encoding.Affine(ElemType.S8, 3);

  private static final TargetFacts PLAIN = new TargetFacts("plain", Optional.empty(), 16);
  private static final TargetFacts TILES =
      new TargetFacts(
          "tiles",
          Optional.of(
              new TargetFacts.TileFacts(
                  new TileShape(4, 16, 4), TargetFacts.Activations.UNSIGNED, true, false)),
          16);

  private static ProgramBuilder builder(String name) {
    return new ProgramBuilder(name).dim(new DimDeclaration("n", 0, 512, 1));
  }

  private static Value input(ProgramBuilder b, long columns) {
    Shape shape = new Shape(List.of(Dim.symbol("n"), Dim.of(columns)));
    return b.parameter("x", new TensorType(ElemType.F32, shape), Parameter.Kind.INPUT);
  }

  private static LoopProgram lower(ProgramBuilder b, TargetFacts facts) {
    SealedProgram program = Sealer.seal(new CoreProgram(b.build()));
    LoopProgram loops = LoopLowering.lower(program, facts);
    assertEquals(List.of(), LoopVerifier.verify(loops));
    return loops;
  }

  /// `y = requantize(sum[k] (q(x) * w) + bias)`.
  private static ProgramBuilder layer() {
    return layer(6);
  }

  private static ProgramBuilder layer(long depth) {
    ProgramBuilder b = builder("layer");
    Value x = input(b, depth);
    Value q = b.add(new Quantize(x, b.splat(8f, x), S8));
    TensorType weights = new TensorType(ElemType.S4, Shape.of(20, depth));
    Value w = b.constant("w", Tensor.generateInts(weights, i -> i % 16 - 8));
    Einsum einsum = new Einsum(List.of("m", "k"), List.of("n", "k"), List.of("m", "n"));
    Value sum = b.add(new Contract(q, w, einsum, Order.SERIAL, ElemType.S32));
    TensorType biases = new TensorType(ElemType.S32, Shape.of(20));
    Value bias = b.constant("bias", Tensor.generateInts(biases, i -> 10L * i));
    Shape shape = b.type(sum).shape();
    Value shifted = b.binary(Binary.Kind.ADD, sum, b.broadcast(bias, shape, List.of(1)));
    Value multiplier = scalar(b, ElemType.S32, 40_000, shape);
    Value shift = scalar(b, ElemType.U8, 18, shape);
    return b.output("y", b.add(new Requantize(shifted, multiplier, shift, S8)));
  }

  private static Value scalar(ProgramBuilder b, ElemType elem, long value, Shape shape) {
    Tensor data = Tensor.ofInts(new TensorType(elem, Shape.SCALAR), value);
    return b.broadcast(b.constant("c", data), shape, List.of());
  }

  @Test
  void quantizedLayerOnTiles() {
    LoopProgram loops = lower(layer(), TILES);
    GoldenFiles.assertText(GOLDEN.resolve("layer-tiles.loop"), LoopPrinter.print(loops).text());
  }

  /// Rows of half a page would share two sets of a first-level cache.
  @Test
  void rowsThatWouldMeetLieALineFurtherApart() {
    assertTrue(LoopPrinter.print(lower(layer(2048), TILES)).text().contains("u8[2112*n]"));
    assertTrue(LoopPrinter.print(lower(layer(1536), TILES)).text().contains("u8[1536*n]"));
  }

  @Test
  void quantizedLayerAsPlainLoops() {
    LoopProgram loops = lower(layer(), PLAIN);
    GoldenFiles.assertText(GOLDEN.resolve("layer-plain.loop"), LoopPrinter.print(loops).text());
  }

  @Test
  void loweringIsDeterministic() {
    assertEquals(lower(layer(), TILES), lower(layer(), TILES));
  }

  @Test
  void elementwiseChainsAndTheirReductionShareOneStage() {
    ProgramBuilder b = builder("chain");
    Value x = input(b, 8);
    Value magnitude = b.add(new Unary(Unary.Kind.ABS, x));
    Value sum =
        b.add(
            new Reduce(
                Reduce.Kind.SUM,
                magnitude,
                Optional.empty(),
                List.of(1),
                Order.SERIAL,
                ElemType.F32));
    b.output("y", b.add(new Unary(Unary.Kind.SQRT, sum)));
    LoopProgram loops = lower(b, PLAIN);
    assertEquals(1, loops.stages().size());
    assertEquals(List.of(), loops.workspace().slots());
  }

  @Test
  void valuesOfDisjointLifetimesShareASlot() {
    ProgramBuilder b = builder("slots");
    Value x = input(b, 8);
    Value value = x;
    for (int i = 0; i < 4; i++) {
      Value root = b.add(new Unary(Unary.Kind.SQRT, value));
      Value twice = b.binary(Binary.Kind.ADD, root, root);
      Shape transposed = new Shape(b.type(twice).shape().dims().reversed());
      value =
          b.add(
              new dev.halfbyte.ir.op.View(
                  twice,
                  dev.halfbyte.ir.AccessMap.transpose(b.type(twice).shape(), List.of(1, 0))));
      assertEquals(transposed, b.type(value).shape());
    }
    LoopProgram loops = lower(b.output("y", value), PLAIN);
    assertEquals(4, loops.workspace().placements().size());
    assertEquals(2, loops.workspace().slots().size());
  }

  @Test
  void opsWithoutLoopsAreNamedWithTheirPlace() {
    ProgramBuilder b = builder("state");
    TensorType state = new TensorType(ElemType.F32, Shape.of(8, 2));
    Value cache = b.parameter("cache", state, Parameter.Kind.STATE);
    Value row = b.constant("row", Tensor.ofFloats(Shape.of(1, 2), 1, 2));
    TensorType scalar = new TensorType(ElemType.S32, Shape.SCALAR);
    Value length = b.constant("length", Tensor.ofInts(scalar, 0));
    b.at(Optional.of("attention.k"), Optional.of(new Origin("attention.hb", 7, 3)));
    b.output("cache", b.add(new Append(cache, row, length)));
    DiagnosticException fault = assertThrows(DiagnosticException.class, () -> lower(b, PLAIN));
    Diagnostic diagnostic = fault.diagnostics().getFirst();
    assertEquals("HB4101", diagnostic.code().code());
    assertTrue(
        diagnostic
            .message()
            .equals("`append` has no loop form yet in attention.k at attention.hb:7:3"),
        diagnostic.message());
  }

  @Test
  void indicesBeyond32BitsAreRefused() {
    for (long constant : new long[] {Integer.MAX_VALUE - 7L, Integer.MAX_VALUE - 6L}) {
      ProgramBuilder b = builder("mask");
      AffineIndex index = new AffineIndex(List.of(new AffineIndex.Term(0, 1)), Dim.of(constant));
      b.output("m", b.add(new Mask(List.of(Dim.of(8)), List.of(index))));
      if (constant + 7 == Integer.MAX_VALUE) {
        assertEquals(1, lower(b, PLAIN).steps().size());
      } else {
        DiagnosticException fault = assertThrows(DiagnosticException.class, () -> lower(b, PLAIN));
        assertEquals("HB4102", fault.diagnostics().getFirst().code().code());
      }
    }
  }
}
