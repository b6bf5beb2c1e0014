package dev.halfbyte.loop.interp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Arguments;
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
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.text.Sealer;
import dev.halfbyte.loop.Choices;
import dev.halfbyte.loop.ConstantData;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.Step;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.TargetFacts.Activations;
import dev.halfbyte.loop.TargetFacts.TileFacts;
import dev.halfbyte.loop.TileShape;
import dev.halfbyte.loop.Workspace;
import dev.halfbyte.loop.lower.LoopLowering;
import dev.halfbyte.testkit.GeneratedCase;
import dev.halfbyte.testkit.GeneratorOptions;
import dev.halfbyte.testkit.GeneratorOptions.Domain;
import dev.halfbyte.testkit.ProgramGenerator;
import dev.halfbyte.testkit.TensorAssertions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What the lowering makes keeps every rule and gives the interpreter's bits; what it does not make
/// is noticed.
final class LoweredProgramsTest {
  private static final int PROGRAMS = Integer.getInteger("halfbyte.programs", 500);
  private static final int STEPS = 8;

  private static final List<TargetFacts> FACTS =
      List.of(
          new TargetFacts("plain", Optional.empty(), 16)
              .withChoices(Choices.DEFAULT.withInPassing()),
          facts(new TileShape(8, 32, 16), Activations.WIDE, true, true, 512),
          facts(new TileShape(12, 32, 4), Activations.UNSIGNED, true, false, 16)
              .withTables(OptionalLong.of(1)),
          facts(new TileShape(8, 16, 4), Activations.SIGNED, true, false, 4)
              .withChoices(choices(Choices.Order.ROWS, 16)),
          facts(new TileShape(3, 6, 8), Activations.AS_STORED, false, true, 1),
          facts(new TileShape(1, 2, 1), Activations.UNSIGNED, true, true, 2)
              .withTables(OptionalLong.of(1)),
          facts(new TileShape(5, 4, 2), Activations.SIGNED, false, false, 64)
              .withChoices(choices(Choices.Order.PANELS, 10)));

  private static Choices choices(Choices.Order order, int rowBlock) {
    return new Choices(order, rowBlock, false, true, new TreeSet<>(), List.of());
  }

  private static TargetFacts facts(
      TileShape shape, Activations activations, boolean nibbles, boolean columns, int lanes) {
    TileFacts tile = new TileFacts(shape, activations, nibbles, columns);
    Optional<TileFacts> leaf =
        Optional.of(nibbles ? tile.withTwoBits((shape.columns() + 4) & ~3) : tile);
    return new TargetFacts("tiles", leaf, lanes);
  }

  @Test
  void generatedProgramsGiveTheInterpretersBits() {
    List<Domain> domains = List.of(Domain.values());
    int fused = 0;
    for (int seed = 0; seed < PROGRAMS; seed++) {
      Domain domain = domains.get(seed % domains.size());
      GeneratedCase generated =
          ProgramGenerator.generate(
              seed, new GeneratorOptions(STEPS, domain, false, true, true, false, true));
      SealedProgram sealed = Sealer.seal(new CoreProgram(generated.program()));
      TargetFacts facts = FACTS.get(seed / domains.size() % FACTS.size());
      LoopProgram apart = LoopLowering.lower(sealed, facts.unfused());
      LoopProgram together = LoopLowering.lower(sealed, facts);
      String context = "seed " + seed + " " + facts;
      assertSame(generated, apart, context + " unfused");
      if (!together.steps().equals(apart.steps())) {
        fused++;
        assertSame(generated, together, context);
      }
    }
    assertTrue(fused > PROGRAMS / 100, "only " + fused + " programs were fused");
  }

  private static void assertSame(GeneratedCase generated, LoopProgram loops, String context) {
    Arguments arguments = generated.arguments();
    Map<String, Tensor> expected =
        Interpreter.run(generated.program(), arguments.tensors(), arguments.dims());
    Map<String, Tensor> actual = LoopInterpreter.run(loops, arguments);
    if (!actual.equals(expected)) {
      TensorAssertions.assertBitEqual(expected, actual, context + "\n" + generated.describe());
    }
  }

  /// A single row without a row label: its strides do not tell dense codes from padded ones.
  @Test
  void aRowThatIsReadDenselyIsPackedForTheLeaf() {
    ProgramBuilder b = new ProgramBuilder("row");
    TensorType type = new TensorType(ElemType.F32, Shape.of(3));
    Value x = b.parameter("x", type, Parameter.Kind.INPUT);
    Value q = b.add(new Quantize(x, b.splat(4f, x), new Encoding.Affine(ElemType.S8, 1)));
    b.output("codes", b.add(new Reshape(q, Shape.of(1, 3))));
    TensorType weights = new TensorType(ElemType.S8, Shape.of(3, 5));
    Value w = b.constant("w", Tensor.generateInts(weights, i -> i - 7));
    Einsum einsum = new Einsum(List.of("k"), List.of("k", "n"), List.of("n"));
    b.output("y", b.add(new Contract(q, w, einsum, Order.SERIAL, ElemType.S32)));
    SealedProgram sealed = Sealer.seal(new CoreProgram(b.build()));
    Map<String, Tensor> tensors = Map.of("x", Tensor.ofFloats(Shape.of(3), 1, -2, 3));
    Arguments arguments = Arguments.of(sealed.program(), tensors, Map.of());
    Map<String, Tensor> expected = Interpreter.run(sealed.program(), tensors);
    for (TargetFacts facts : FACTS) {
      LoopProgram loops = LoopLowering.lower(sealed, facts);
      assertEquals(expected, LoopInterpreter.run(loops, arguments), facts.toString());
    }
  }

  /// `y = sum[k] q(x)[m, k] * w[n, k]`, of 5 x 6 and 7 x 6, padded to 8.
  private static SealedProgram layer() {
    ProgramBuilder b = new ProgramBuilder("layer");
    TensorType type = new TensorType(ElemType.F32, Shape.of(5, 6));
    Value x = b.parameter("x", type, Parameter.Kind.INPUT);
    Value q = b.add(new Quantize(x, b.splat(4f, x), new Encoding.Affine(ElemType.S8, 1)));
    TensorType weights = new TensorType(ElemType.S8, Shape.of(7, 6));
    Value w = b.constant("w", Tensor.generateInts(weights, i -> i % 5 * 20 - 40));
    Einsum einsum = new Einsum(List.of("m", "k"), List.of("n", "k"), List.of("m", "n"));
    Value sum = b.add(new Contract(q, w, einsum, Order.SERIAL, ElemType.S32));
    Value again = b.add(new Contract(q, w, einsum, Order.SERIAL, ElemType.S32));
    b.output("y", sum);
    b.output("z", again);
    return Sealer.seal(new CoreProgram(b.build()));
  }

  private static Arguments arguments(SealedProgram sealed) {
    Tensor x = Tensor.generateFloats(Shape.of(5, 6), i -> i - 14);
    return Arguments.of(sealed.program(), Map.of("x", x), Map.of());
  }

  private static LoopProgram lowered() {
    return LoopLowering.lower(layer(), FACTS.get(2).unfused());
  }

  private static LoopProgram with(
      LoopProgram program, List<ConstantData> constants, Workspace workspace, List<Step> steps) {
    return new LoopProgram(
        program.name(),
        program.hash(),
        program.dims(),
        program.arguments(),
        constants,
        workspace,
        steps,
        program.decisions());
  }

  private static LoopFault fault(LoopProgram program) {
    return assertThrows(LoopFault.class, () -> LoopInterpreter.run(program, arguments(layer())));
  }

  @Test
  void aMissingStageIsNoticed() {
    LoopProgram program = lowered();
    for (Step missing : program.steps()) {
      List<Step> rest = new ArrayList<>(program.steps());
      rest.remove(missing);
      LoopFault.Kind kind =
          fault(with(program, program.constants(), program.workspace(), rest)).kind();
      assertTrue(kind == LoopFault.Kind.STALE || kind == LoopFault.Kind.UNWRITTEN, kind::toString);
    }
  }

  @Test
  void stagesInAnotherOrderAreNoticed() {
    LoopProgram program = lowered();
    LoopProgram turned =
        with(program, program.constants(), program.workspace(), program.steps().reversed());
    assertEquals(LoopFault.Kind.STALE, fault(turned).kind());
  }

  @Test
  void aWrongWordInThePaddingOfAPanelIsNoticed() {
    LoopProgram program = lowered();
    List<ConstantData> constants =
        program.constants().stream().map(LoweredProgramsTest::withoutPadding).toList();
    assertEquals(
        LoopFault.Kind.STALE,
        fault(with(program, constants, program.workspace(), program.steps())).kind());
  }

  /// Panels with ones for zeros, among them the padding.
  private static ConstantData withoutPadding(ConstantData constant) {
    Tensor data = constant.data();
    return constant.layout().startsWith("steps")
        ? new ConstantData(
            constant.buffer(),
            Tensor.generateInts(data.type(), i -> data.longAt(i) == 0 ? 1 : data.longAt(i)),
            constant.layout())
        : constant;
  }

  @Test
  void aWrongWeightGivesOtherBits() {
    LoopProgram program = lowered();
    SealedProgram sealed = layer();
    Map<String, Tensor> expected = Interpreter.run(sealed.program(), arguments(sealed).tensors());
    assertEquals(expected, LoopInterpreter.run(program, arguments(sealed)));
    List<ConstantData> constants = new ArrayList<>();
    for (ConstantData constant : program.constants()) {
      Tensor data = constant.data();
      Tensor other =
          Tensor.generateInts(data.type(), i -> i == 0 ? data.longAt(i) + 1 : data.longAt(i));
      constants.add(new ConstantData(constant.buffer(), other, constant.layout()));
    }
    LoopProgram wrong = with(program, constants, program.workspace(), program.steps());
    assertNotEquals(expected, LoopInterpreter.run(wrong, arguments(sealed)));
  }
}
