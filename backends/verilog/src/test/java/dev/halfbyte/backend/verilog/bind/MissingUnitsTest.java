package dev.halfbyte.backend.verilog.bind;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.verilog.SampleNetwork;
import dev.halfbyte.backend.verilog.VerilogBackend;
import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Origin;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.ir.text.IrParser;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Programs as the quantization passes leave them, in IR text, each with what it needs.
class MissingUnitsTest {
  private static final AcceleratorConfig EDGE = AcceleratorConfig.edge8x8();

  /// The start of every program: codes `%2` of the input, and a few constants.
  private static final String HEAD =
      """
      halfbyte ir 1
      program "kernel" {
        dim "n": 1..8
        input %0 "x": f32[n, 4]
        const "inv": f32[] = [16.0]
        const "zero": s32[] = [0]
        const "last": s32[] = [15]
        const "m": s32[] = [40000]
        const "s": u8[] = [20]
        const "w": code<s4>[4, 4] = [1, 2, 3, 4, 5, 6, 7, -7, -6, -5, -4, -3, -2, -1, 0, 1]
        %90 = constant(name="inv") : f32[]
        %91 = view(operand=%90, map=[n, 4] at []) : f32[n, 4]
        %92 = constant(name="zero") : s32[]
        %93 = view(operand=%92, map=[n, 4] at []) : s32[n, 4]
        %94 = constant(name="last") : s32[]
        %95 = view(operand=%94, map=[n, 4] at []) : s32[n, 4]
        %96 = constant(name="m") : s32[]
        %97 = constant(name="s") : u8[]
        %98 = view(operand=%96, map=[n, 4] at []) : s32[n, 4]
        %99 = view(operand=%97, map=[n, 4] at []) : u8[n, 4]
        %2 = quantize(operand=%0, inverse_scale=%91, encoding=s8) : code<s8>[n, 4]
      """;

  /// Distances from the maximum of each row, `%16`: how every softmax begins.
  private static final String DISTANCES =
      """
        %10 = cast(operand=%2, elem=s16) : s16[n, 4] @ "a.hb":9:11
        %11 = reduce(kind=max, operand=%10, axes=[1], order=lanes16, accumulator=s16) : s16[n] @ "a.hb":9:11
        %12 = view(operand=%11, map=[n, 4] at [i0]) : s16[n, 4] @ "a.hb":9:11
        %13 = cast(operand=%12, elem=s32) : s32[n, 4] @ "a.hb":9:11
        %14 = cast(operand=%10, elem=s32) : s32[n, 4] @ "a.hb":9:11
        %15 = binary(kind=sub, left=%13, right=%14) : s32[n, 4] @ "a.hb":9:11
        %16 = binary(kind=max, left=%15, right=%93) : s32[n, 4] @ "a.hb":9:11
        %17 = binary(kind=min, left=%16, right=%95) : s32[n, 4] @ "a.hb":9:11
      """;

  /// Sums of a matrix product, `%9`.
  private static final String SUMS =
      """
        %7 = constant(name="w") : code<s4>[4, 4]
        %9 = contract(left=%2, right=%7, einsum="i k, j k -> i j", order=serial, accumulator=s32) : s32[n, 4]
      """;

  @Test
  void everyUnitOfAnAttentionIsNamedOnce() {
    String entries =
        IntStream.range(0, 16).mapToObj(i -> "" + i / 4).collect(Collectors.joining(", "));
    String text =
        HEAD
            + DISTANCES
            + """
              const "rom": code<u2 table [4, 2, 1, 0]>[16] = [ENTRIES]
              %18 = cast(operand=%17, elem=u4) : u4[n, 4] @ "a.hb":9:11
              %19 = constant(name="rom") : code<u2 table [4, 2, 1, 0]>[16]
              %20 = lookup(operand=%18, table=%19) : code<u2 table [4, 2, 1, 0]>[n, 4] path "p" @ "a.hb":9:11
              %21 = cast(operand=%20, elem=s16) : s16[n, 4] @ "a.hb":9:11
              %22 = reduce(kind=sum, operand=%21, axes=[1], order=lanes16, accumulator=s32) : s32[n] @ "a.hb":9:11
              %23 = contract(left=%20, right=%2, einsum="i j, k j -> i k", order=serial, accumulator=s32) : s32[n, n] path "o" @ "a.hb":10:3
              output "d" = %22
              output "o" = %23
            }
            """
                .replace("ENTRIES", entries);
    Diagnostic diagnostic = fault(text);
    assertEquals(
        "`kernel` needs what the accelerator does not have: softmax unit for `p` at a.hb:9:11;"
            + " array with two computed operands (its weights from the scratchpad) for `o` at"
            + " a.hb:10:3",
        diagnostic.message());
    assertTrue(diagnostic.help().orElseThrow().contains("software target"));
  }

  /// Without paths, places and a table: only what the ops do tells that it is a softmax.
  @Test
  void aSoftmaxIsKnownByItsMaximumAndItsSum() {
    String bare = DISTANCES.replaceAll(" @ \"a.hb\":9:11", "");
    String text =
        HEAD
            + bare
            + """
              %22 = reduce(kind=sum, operand=%17, axes=[1], order=lanes16, accumulator=s32) : s32[n]
              output "y" = %22
            }
            """;
    assertTrue(fault(text).message().endsWith("softmax unit for `cast`"));
  }

  @Test
  void aNormIsKnownByItsRoot() {
    assertNeeds(
        "layernorm unit for `ln1` at a.hb:3:3",
        """
          %10 = cast(operand=%2, elem=s32) : s32[n, 4] path "ln1" @ "a.hb":3:3
          %11 = binary(kind=mul, left=%10, right=%10) : s32[n, 4] path "ln1" @ "a.hb":3:3
          %12 = reduce(kind=sum, operand=%11, axes=[1], order=lanes16, accumulator=s32) : s32[n] path "ln1" @ "a.hb":3:3
          %13 = unary(kind=sqrt, operand=%12) : s32[n] path "ln1.scale" @ "a.hb":3:3
        """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "row reduction unit for `m` | reduce(kind=max, operand=%9, axes=[1], order=lanes16, accumulator=s32) : s32[n]",
        "arithmetic unit for codes for `m` | binary(kind=div, left=%9, right=%9) : s32[n, 4]",
        "arithmetic unit for codes for `m` | binary(kind=shr, left=%9, right=%93) : s32[n, 4]",
        "arithmetic unit for codes for `m` | binary(kind=add, left=%9, right=%9) : s32[n, 4]",
        "arithmetic unit for codes for `m` | unary(kind=leading_one, operand=%9) : s32[n, 4]",
        "mask unit for `m` | compare(kind=gt, left=%9, right=%93) : bool[n, 4]",
        "data mover (transposes, slices but of consecutive rows, broadcasts, concatenation) for `m` | view(operand=%9, map=[4, n] at [i1, i0]) : s32[4, n]",
        "row scaler (multipliers computed at run time) for `m` | requantize(operand=%9, multiplier=%9, shift=%99, encoding=s8) : code<s8>[n, 4]",
      })
  void opsWithoutAUnitNameIt(String unit, String op) {
    assertNeeds(unit, SUMS + "  %10 = " + op + " path \"m\"\n");
  }

  @Test
  void manyPlacesAreCounted() {
    StringBuilder reductions = new StringBuilder(SUMS);
    for (int i = 10; i < 16; i++) {
      reductions.append(
          "  %%%d = reduce(kind=max, operand=%%9, axes=[1], order=lanes16, accumulator=s32) : s32[n] path \"r%d\"%n"
              .formatted(i, i));
    }
    String outputs =
        IntStream.range(10, 16)
            .mapToObj(i -> "  output \"y%d\" = %%%d%n".formatted(i, i))
            .collect(Collectors.joining());
    assertEquals(
        "`kernel` needs what the accelerator does not have: row reduction unit for `r10`, `r11`,"
            + " `r12`, `r13` and 2 more",
        fault(HEAD + reductions + outputs + "}\n").message());
  }

  @Test
  void loopsAndWhatIsInThemAreNamed() {
    String body =
        """
        program "body" {
          input %0 "carry": s32[]
          input %1 "row": s32[4]
          %2 = reduce(kind=max, operand=%1, axes=[0], order=lanes16, accumulator=s32) : s32[] path "top"
          output "next" = %0
          output "top" = %2
        }
        """
            .replace("\n", " ");
    assertNeeds(
        "data mover (transposes, slices but of consecutive rows, broadcasts, concatenation) for `loop` at a.hb:2:1; row"
            + " reduction unit for `top`",
        SUMS
            + "  %10, %11 = scan(body="
            + body
            + ", carried=[%92], scanned=[%9], captured=[]) : s32[], s32[n] path \"loop\" @ \"a.hb\":2:1\n");
  }

  @Test
  void stateIsNamedByItsParameter() {
    SampleNetwork net = new SampleNetwork("kernel", 1);
    TensorType type = new TensorType(ElemType.F32, Shape.of(4, 8));
    net.builder().parameter("cache", type, Parameter.Kind.STATE);
    DiagnosticException thrown =
        assertThrows(
            DiagnosticException.class, () -> MissingUnits.require(net.seal().core(), EDGE));
    assertTrue(thrown.diagnostics().getFirst().message().endsWith(": state memory for `cache`"));
  }

  /// Floats come first: units say nothing before the kernel is quantized.
  @Test
  void theFirstFloatOpIsNamedWithItsPlace() {
    SampleNetwork net = new SampleNetwork("kernel", 1);
    Value x = net.input("x", 8);
    Value w = net.builder().constant("w", Tensor.generateFloats(Shape.of(4, 8), _ -> 1));
    net.builder().at(Optional.of("mlp.h"), Optional.of(new Origin("mlp.hb", 3, 7)));
    Einsum linear = new Einsum(List.of("m", "k"), List.of("n", "k"), List.of("m", "n"));
    Value h = net.builder().add(new Contract(x, w, linear, Order.LANES16, ElemType.F32));
    net.builder().at(Optional.empty(), Optional.empty());
    Value y = net.builder().add(new Unary(Unary.Kind.EXP, h));
    CoreProgram core = net.seal("y", y).core();
    DiagnosticException thrown =
        assertThrows(DiagnosticException.class, () -> MissingUnits.require(core, EDGE));
    Diagnostic diagnostic = thrown.diagnostics().getFirst();
    assertEquals(VerilogFault.FLOAT_OP, diagnostic.code());
    assertEquals(
        "`contract` of `mlp.h` at mlp.hb:3:7: computes in f32, the hardware computes in integers",
        diagnostic.message());
    assertTrue(diagnostic.help().orElseThrow().contains("quantize"));
  }

  /// The ops that a function of the source became have its place, the last has its name.
  @Test
  void aFloatOpInsideAFunctionHasTheNameOfItsValue() {
    SampleNetwork net = new SampleNetwork("kernel", 1);
    Value x = net.input("x", 8);
    Optional<Origin> place = Optional.of(new Origin("block.hb", 9, 4));
    net.builder().at(Optional.empty(), place);
    Value exp = net.builder().add(new Unary(Unary.Kind.EXP, x));
    net.builder().at(Optional.of("p"), place);
    CoreProgram core = net.seal("p", net.builder().add(new Unary(Unary.Kind.LOG, exp))).core();
    DiagnosticException thrown =
        assertThrows(DiagnosticException.class, () -> MissingUnits.require(core, EDGE));
    String message = thrown.diagnostics().getFirst().message();
    assertTrue(message.startsWith("`unary` of `p` at block.hb:9:4: computes in f32"), message);
  }

  @Test
  void sumsOfGroupsOfWeightsHaveNoUnit() {
    String nodes =
        """
          const "wg": code<s4>[2, 2, 2] = [1, 2, 3, 4, 5, 6, 7, -7]
          const "g": u8[2, 2] = [255, 3, 17, 128]
          %70 = view(operand=%2, map=[n, 2, 2] at [i0, 2*i1+i2]) : code<s8>[n, 2, 2]
          %71 = constant(name="wg") : code<s4>[2, 2, 2]
          %72 = contract(left=%70, right=%71, einsum="i g k, j g k -> i j g", order=serial, accumulator=s32) : s32[n, 2, 2] path "h" @ "a.hb":4:3
          %73 = constant(name="g") : u8[2, 2]
          %74 = contract(left=%72, right=%73, einsum="i j g, j g -> i j", order=serial, accumulator=s32) : s32[n, 2] path "h" @ "a.hb":4:3
        """;
    assertNeeds("multiplier of sums of groups of weights for `h` at a.hb:4:3", nodes);
    String help = fault(HEAD + nodes + "  output \"y\" = %74\n}\n").help().orElseThrow();
    assertTrue(help.startsWith("give the weights a scale for each output channel"), help);
  }

  @Test
  void unboundDimsDoNotHideAMissingUnit() {
    String text = HEAD + DISTANCES + "  output \"y\" = %17\n}\n";
    SealedProgram sealed = new SealedProgram(new CoreProgram(program(text)), "sample");
    DiagnosticException thrown =
        assertThrows(
            DiagnosticException.class, () -> VerilogBackend.schedule(sealed, new TreeMap<>()));
    assertEquals(VerilogFault.MISSING_UNIT, thrown.diagnostics().getFirst().code());
  }

  @Test
  void programsOfTheAcceleratorPass() {
    SealedProgram block = SampleNetwork.feedForward(1, 24, 40, ElemType.U8, ElemType.S4);
    assertDoesNotThrow(() -> MissingUnits.require(block.core(), EDGE));
    SealedProgram scores = SampleNetwork.classifier(1, List.of(8, 8), ElemType.S8, ElemType.S4);
    assertDoesNotThrow(() -> MissingUnits.require(scores.core(), EDGE));
  }

  private static void assertNeeds(String expected, String nodes) {
    String last = nodes.lines().toList().getLast().strip().split("[ ,=]")[0];
    Diagnostic diagnostic = fault(HEAD + nodes + "  output \"y\" = " + last + "\n}\n");
    assertEquals(
        "`kernel` needs what the accelerator does not have: " + expected, diagnostic.message());
  }

  private static Diagnostic fault(String text) {
    CoreProgram core = new CoreProgram(program(text));
    DiagnosticException thrown =
        assertThrows(DiagnosticException.class, () -> MissingUnits.require(core, EDGE));
    assertEquals(1, thrown.diagnostics().size());
    Diagnostic diagnostic = thrown.diagnostics().getFirst();
    assertEquals(VerilogFault.MISSING_UNIT, diagnostic.code());
    assertFalse(diagnostic.help().isEmpty());
    return diagnostic;
  }

  private static Program program(String text) {
    return IrParser.parse(SourceFile.of("kernel.ir", text), new TreeMap<>()).program();
  }
}
