package dev.halfbyte.loop.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Append;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.ir.text.Sealer;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.Repeat;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.TileShape;
import dev.halfbyte.loop.Workspace;
import dev.halfbyte.loop.text.LoopPrinter;
import dev.halfbyte.loop.verify.LoopVerifier;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.testkit.GoldenFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Scans as repeated steps; that they compute the right bits is tested where they run.
final class ScanLoweringTest {
  private static final Path GOLDEN =
      Path.of(System.getProperty("halfbyte.root"), "compiler/loop/src/test/golden");
  private static final TargetFacts TILES =
      new TargetFacts(
          "tiles",
          Optional.of(
              new TargetFacts.TileFacts(
                  new TileShape(4, 16, 4), TargetFacts.Activations.UNSIGNED, true, false)),
          16);

  private static final ElemType CODES = new ElemType.CodeType(new Encoding.Affine(ElemType.S8, 0));
  private static final Shape ROWS = new Shape(List.of(Dim.symbol("n"), Dim.of(4)));
  private static final TensorType X = new TensorType(CODES, ROWS);
  private static final ElemType WEIGHTS =
      new ElemType.CodeType(new Encoding.Affine(ElemType.S4, 0));

  /// `x = requantize(requantize(x * w) * w)` in every layer, with all `x` as a second result.
  private static Program layers(long length) {
    ProgramBuilder b = new ProgramBuilder("layers").dim(new DimDeclaration("n", 0, 64, 1));
    Value x = b.parameter("x", X, Parameter.Kind.INPUT);
    TensorType stacked = new TensorType(WEIGHTS, Shape.of(length, 4, 4));
    Value w = b.constant("w", Tensor.generateInts(stacked, i -> i % 16 - 8));
    List<Value> results = b.addAll(new Scan(layer(), List.of(x), List.of(w), List.of()));
    return b.output("y", results.getFirst()).output("all", results.getLast()).build();
  }

  private static Program layer() {
    ProgramBuilder b = new ProgramBuilder("layer");
    Value x = b.parameter("x", X, Parameter.Kind.INPUT);
    Value w = b.parameter("w", new TensorType(WEIGHTS, Shape.of(4, 4)), Parameter.Kind.INPUT);
    Value next = linear(b, linear(b, x, w), w);
    return b.output("x", next).output("all", next).build();
  }

  private static Value linear(ProgramBuilder b, Value x, Value w) {
    Einsum einsum = new Einsum(List.of("n", "k"), List.of("o", "k"), List.of("n", "o"));
    Value sum = b.add(new Contract(x, w, einsum, Order.SERIAL, ElemType.S32));
    Value multiplier = scalar(b, ElemType.S32, 40_000);
    Value shift = scalar(b, ElemType.U8, 19);
    return b.add(new Requantize(sum, multiplier, shift, new Encoding.Affine(ElemType.S8, 0)));
  }

  private static Value scalar(ProgramBuilder b, ElemType elem, long value) {
    Tensor data = Tensor.ofInts(new TensorType(elem, Shape.SCALAR), value);
    return b.broadcast(b.constant("c", data), ROWS, List.of());
  }

  private static LoopProgram lower(Program program) {
    LoopProgram loops = LoopLowering.lower(Sealer.seal(new CoreProgram(program)), TILES);
    assertEquals(List.of(), LoopVerifier.verify(loops));
    return loops;
  }

  @Test
  void layersShareTheirStages() {
    GoldenFiles.assertText(
        GOLDEN.resolve("layers-tiles.loop"), LoopPrinter.print(lower(layers(3))).text());
  }

  @Test
  void codeDoesNotGrowWithTheLength() {
    LoopProgram few = lower(layers(2));
    LoopProgram many = lower(layers(12));
    assertEquals(few.stages().size(), many.stages().size());
    assertEquals(few.workspace(), many.workspace());
    assertEquals(12, repeat(many).extent().fixed());
  }

  private static Repeat repeat(LoopProgram loops) {
    return loops.steps().stream()
        .filter(Repeat.class::isInstance)
        .map(Repeat.class::cast)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatIsCarriedSharesItsSlotWithNothingInside() {
    ProgramBuilder b = new ProgramBuilder("inner").dim(new DimDeclaration("n", 0, 64, 1));
    Value x = b.parameter("x", X, Parameter.Kind.INPUT);
    TensorType stacked = new TensorType(WEIGHTS, Shape.of(3, 4, 4));
    Value weights = b.constant("w", Tensor.generateInts(stacked, i -> i % 16 - 8));
    Value last = b.addAll(new Scan(layer(), List.of(x), List.of(weights), List.of())).getFirst();
    Value again =
        b.constant("w2", Tensor.generateInts(new TensorType(WEIGHTS, Shape.of(4, 4)), i -> 1));
    LoopProgram loops = lower(b.output("y", linear(b, last, again)).build());
    Map<Buffer, Integer> slots =
        loops.workspace().placements().stream()
            .collect(Collectors.toMap(Workspace.Placement::buffer, Workspace.Placement::slot));
    Stage start = (Stage) loops.steps().getFirst();
    Buffer carried =
        BufferUses.of(start).stream().filter(slots::containsKey).findFirst().orElseThrow();
    assertEquals(1, slots.values().stream().filter(s -> s.equals(slots.get(carried))).count());
    assertNotEquals(List.of(), loops.workspace().slots());
  }

  @Test
  void appendInsideABodyIsNamed() {
    ProgramBuilder body = new ProgramBuilder("body");
    TensorType cache = new TensorType(ElemType.F32, Shape.of(8, 4));
    Value state = body.parameter("cache", cache, Parameter.Kind.STATE);
    Value row =
        body.parameter("row", new TensorType(ElemType.F32, Shape.of(1, 4)), Parameter.Kind.INPUT);
    TensorType scalar = new TensorType(ElemType.S32, Shape.SCALAR);
    Value length = body.constant("length", Tensor.ofInts(scalar, 2));
    body.output("cache", body.add(new Append(state, row, length)));
    ProgramBuilder b = new ProgramBuilder("kernel");
    Value outer = b.parameter("cache", cache, Parameter.Kind.STATE);
    Value rows =
        b.parameter("rows", new TensorType(ElemType.F32, Shape.of(3, 1, 4)), Parameter.Kind.INPUT);
    b.output(
        "cache",
        b.addAll(new Scan(body.build(), List.of(outer), List.of(rows), List.of())).getFirst());
    DiagnosticException e = assertThrows(DiagnosticException.class, () -> lower(b.build()));
    assertTrue(String.valueOf(e.getMessage()).contains("append"), e.getMessage());
  }
}
