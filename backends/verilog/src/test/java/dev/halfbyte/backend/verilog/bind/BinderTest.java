package dev.halfbyte.backend.verilog.bind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.verilog.SampleNetwork;
import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.RequantizeAdd;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinderTest {
  private static final AcceleratorConfig EDGE = AcceleratorConfig.edge8x8();
  private static final Encoding.Affine S8 = new Encoding.Affine(ElemType.S8, 0);

  private final SampleNetwork net = new SampleNetwork("kernel", 1);

  @Test
  void aFeedForwardBlockIsFiveTasks() {
    SealedProgram program = SampleNetwork.feedForward(1, 24, 40, ElemType.U8, ElemType.S4);
    TaskGraph graph = Binder.bind(program.core(), Map.of("n", 5L), EDGE);
    assertEquals(5, graph.tasks().size());
    assertInstanceOf(Task.Read.class, graph.tasks().get(0));
    assertInstanceOf(Task.Map.class, graph.tasks().get(1));
    Task.MatMul up = assertInstanceOf(Task.MatMul.class, graph.tasks().get(2));
    assertTrue(up.requantization().table().isPresent(), "the table is fused");
    Task.MatMul down = assertInstanceOf(Task.MatMul.class, graph.tasks().get(3));
    assertTrue(down.requantization().residual().isPresent(), "the residual is fused");
    assertEquals(Memory.RES, down.writes().orElseThrow().home());
    assertInstanceOf(Task.Write.class, graph.tasks().get(4));
    assertEquals(2 * 5 * 24 * 40, graph.macs());
  }

  @Test
  void reluIsTheLowerBoundOfTheClamp() {
    SealedProgram program = SampleNetwork.classifier(1, List.of(8, 8, 8), ElemType.S8, ElemType.S4);
    TaskGraph graph = Binder.bind(program.core(), Map.of("n", 1L), EDGE);
    Task.MatMul first = assertInstanceOf(Task.MatMul.class, graph.tasks().get(1));
    Clamp clamp = first.requantization().clamp();
    assertEquals(clamp.zero(), clamp.lo());
    assertEquals(127, clamp.hi());
  }

  @Test
  void weightsMustFitTheirParameter() {
    Value sums = net.linear(net.quantize(net.input("x", 8), S8), 4, ElemType.S8);
    SealedProgram program = finish(sums);
    assertFault(VerilogFault.TOO_WIDE, "WGT_BITS = 4", program);
    AcceleratorConfig wide = AcceleratorConfig.preset("dot4x4x2").orElseThrow();
    assertEquals(3, Binder.bind(program.core(), Map.of("n", 1L), wide).tasks().size());
  }

  @Test
  void activationsMustFitTheirParameter() {
    Value stream = net.quantize(net.input("x", 8), SampleNetwork.S16);
    assertFault(
        VerilogFault.TOO_WIDE,
        "wider than ACT_BITS = 8",
        finish(net.product(stream, 4, ElemType.S4)));
  }

  /// Hardware is named where there is some: none of 8 bits for codes of 16.
  @ParameterizedTest
  @CsvSource({"row16x4, true", "edge8x8, false"})
  void widerHardwareIsNamedWhereItHelps(String preset, boolean named) {
    Value codes = net.quantize(net.input("x", 8), named ? S8 : SampleNetwork.S16);
    SealedProgram program = finish(net.product(codes, 4, ElemType.S4));
    AcceleratorConfig config = AcceleratorConfig.preset(preset).orElseThrow();
    DiagnosticException refusal =
        assertThrows(
            DiagnosticException.class, () -> Binder.bind(program.core(), Map.of("n", 1L), config));
    String help = refusal.diagnostics().getFirst().help().orElseThrow();
    assertEquals(named, help.contains("choose hardware with act_bits=8"), help);
  }

  @Test
  void accumulatorsMustFitTheirParameter() {
    Value a = net.quantize(net.input("x", 40_000), S8);
    assertFault(VerilogFault.TOO_WIDE, "ACC_BITS = 24", finish(net.product(a, 1, ElemType.S4)));
  }

  @Test
  void tableEntriesMustFit() {
    Value a = net.quantize(net.input("x", 8), S8);
    TensorType type = new TensorType(ElemType.S16, Shape.of(256));
    Value table = net.builder().constant("t", Tensor.generateInts(type, i -> i));
    Value wide = net.builder().add(new Lookup(a, table));
    assertFault(
        VerilogFault.TOO_WIDE, "a table entry has 8 bits", net.seal("y", net.dequantize(wide)));
  }

  @Test
  void aResidualMultiplierPerColumnIsRefused() {
    Value stream = net.quantize(net.input("x", 4), SampleNetwork.S16);
    Value a = net.requantize(stream, S8, 200, 0);
    Value sums = net.linear(a, 4, ElemType.S4);
    Value y =
        net.builder()
            .add(
                new RequantizeAdd(
                    sums,
                    net.scalar("m1", ElemType.S32, 3, sums),
                    stream,
                    net.perColumn("m2", ElemType.S32, new long[] {1, 2, 3, 4}, sums),
                    net.scalar("s", ElemType.U8, 3, sums),
                    SampleNetwork.S16));
    assertFault(
        VerilogFault.NOT_UNIFORM,
        "the multiplier of the residual",
        net.seal("y", net.dequantize(y)));
  }

  @Test
  void twoWideOperandsNeedTwoReadPorts() {
    Value first = net.quantize(net.input("x", 4), SampleNetwork.S16);
    Value second = net.quantize(net.input("z", 4), SampleNetwork.S16);
    Value y =
        net.builder()
            .add(
                new RequantizeAdd(
                    first,
                    net.scalar("m1", ElemType.S32, 3, first),
                    second,
                    net.scalar("m2", ElemType.S32, 5, first),
                    net.scalar("s", ElemType.U8, 3, first),
                    SampleNetwork.S16));
    assertFault(VerilogFault.UNSUPPORTED_OP, "one read port", net.seal("y", net.dequantize(y)));
  }

  @Test
  void sumsDoNotLeaveTheArray() {
    Value sums = net.linear(net.quantize(net.input("x", 8), S8), 4, ElemType.S4);
    assertFault(
        VerilogFault.UNSUPPORTED_OP, "do not leave the array", net.seal("y", net.dequantize(sums)));
  }

  @Test
  void aReductionOverTheOuterIndexNeedsADataMover() {
    Value a = net.quantize(net.input("x", 8), S8);
    Dim rows = Dim.symbol("n");
    TensorType type = new TensorType(ElemType.S4, Shape.of(3, 8));
    Value w = net.builder().constant("w", Tensor.generateInts(type, _ -> 1));
    Einsum outer = new Einsum(List.of("m", "k"), List.of("n", "k"), List.of("n", "m"));
    Value sums = net.builder().add(new Contract(a, w, outer, Order.SERIAL, ElemType.S32));
    assertEquals(rows, net.builder().type(sums).shape().dim(1));
    assertFault(VerilogFault.UNSUPPORTED_OP, "no data mover", net.seal("y", sums));
  }

  @Test
  void weightsWithoutValuesAreRefused() {
    TensorType type = new TensorType(ElemType.F32, Shape.of(4, 8));
    SampleNetwork weights = new SampleNetwork("kernel", 1);
    weights.builder().parameter("w", type, Parameter.Kind.WEIGHT);
    assertFault(VerilogFault.UNSUPPORTED_OP, "`w` is a weight without a value", weights.seal());
  }

  @Test
  void anOutputThatIsAnInputIsRefused() {
    assertFault(
        VerilogFault.UNSUPPORTED_OP,
        "output `y` is no dequantized",
        net.seal("y", net.input("x", 3)));
  }

  @Test
  void zeroRowsAreRefused() {
    SealedProgram program = finish(net.linear(net.quantize(net.input("x", 8), S8), 4, ElemType.S4));
    DiagnosticException thrown =
        assertThrows(
            DiagnosticException.class, () -> Binder.bind(program.core(), Map.of("n", 0L), EDGE));
    assertEquals(VerilogFault.DOES_NOT_FIT, thrown.diagnostics().getFirst().code());
  }

  private SealedProgram finish(Value sums) {
    return net.seal("y", net.dequantize(net.requantize(sums, S8, 50, 0)));
  }

  private static void assertFault(VerilogFault code, String part, SealedProgram program) {
    Diagnostic diagnostic = fault(program);
    assertEquals(code, diagnostic.code(), diagnostic.message());
    assertTrue(diagnostic.message().contains(part), diagnostic.message());
    assertTrue(diagnostic.help().isPresent());
  }

  private static Diagnostic fault(SealedProgram program) {
    DiagnosticException thrown =
        assertThrows(
            DiagnosticException.class, () -> Binder.bind(program.core(), Map.of("n", 3L), EDGE));
    return thrown.diagnostics().getFirst();
  }
}
