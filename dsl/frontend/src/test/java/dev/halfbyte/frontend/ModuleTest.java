package dev.halfbyte.frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.frontend.ast.Definition;
import dev.halfbyte.frontend.ast.ElementType;
import dev.halfbyte.frontend.ast.Expr;
import dev.halfbyte.frontend.ast.Hardware;
import dev.halfbyte.frontend.ast.Kernel;
import dev.halfbyte.frontend.ast.Module;
import dev.halfbyte.frontend.ast.Numerics;
import dev.halfbyte.frontend.ast.PathPattern;
import dev.halfbyte.frontend.ast.Tensor;
import dev.halfbyte.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What the typed module says.
final class ModuleTest {
  private static Kernel kernel(String text) {
    return Sources.module(text).kernels().getFirst();
  }

  /// One line for each definition: `y[i, o] = value where condition >= 0`.
  private static String definitions(Kernel kernel) {
    return kernel.definitions().stream().map(ModuleTest::text).collect(Collectors.joining("\n"));
  }

  private static String text(Definition definition) {
    String indices =
        definition.indices().stream()
            .map(i -> i + ":" + definition.extent(i))
            .collect(Collectors.joining(",", "[", "]"));
    return definition.target().name()
        + (definition.indices().isEmpty() ? "" : indices)
        + " = "
        + text(definition.value())
        + definition.mask().stream()
            .map(c -> " if " + c.expression())
            .collect(Collectors.joining());
  }

  private static String text(Expr expr) {
    return switch (expr) {
      case Expr.Constant constant -> String.valueOf(constant.value());
      case Expr.Size size -> size.extent().toString();
      case Expr.Access access ->
          access.tensor().name()
              + (access.subscripts().isEmpty() ? "" : access.subscripts())
              + (access.padded() ? "?0" : "");
      case Expr.Unary unary -> unary.operator() + "(" + text(unary.operand()) + ")";
      case Expr.Binary binary ->
          binary.operator() + "(" + text(binary.left()) + "," + text(binary.right()) + ")";
      case Expr.Clip clip ->
          "CLIP(" + text(clip.operand()) + "," + clip.low() + "," + clip.high() + ")";
      case Expr.Reduce reduce ->
          reduce.operator()
              + reduce.indices().toString()
              + "("
              + text(reduce.body())
              + ")"
              + reduce.mask().stream()
                  .map(c -> " if " + c.expression())
                  .collect(Collectors.joining());
    };
  }

  @Test
  void indexNotation() {
    Kernel kernel = kernel(Sources.read(Sources.ROOT.resolve("dsl/examples/gemm.hb")));
    assertEquals("y[i:m,o:n] = ADD(b[o],SUM[e](MULTIPLY(x[i, e],w[o, e])))", definitions(kernel));
    assertEquals(List.of(Tensor.Kind.LOCAL), kernel.results().stream().map(Tensor::kind).toList());
    assertEquals(List.of("x"), kernel.inputs().stream().map(Tensor::name).toList());
    assertEquals(List.of("w", "b"), kernel.weights().stream().map(Tensor::name).toList());
    assertEquals(1, kernel.dimensions().getFirst().minimum());
    Expr value = kernel.definitions().getFirst().value();
    assertEquals("[o, i]", value.freeIndices().toString());
    assertEquals(ElementType.F32, value.type());
  }

  @Test
  void paddingAndStrides() {
    Kernel kernel = kernel(Sources.read(Sources.ROOT.resolve("dsl/examples/conv.hb")));
    assertEquals(
        """
        y[n:b,i:(h + 1)/2,j:(w + 1)/2,o:co] = ADD(bias[o],SUM[r, s, c](\
        MULTIPLY(x[n, 2*i + r - 1, 2*j + s - 1, c]?0,k[o, r, s, c])))
        result[i0:b,i1:(h + 1)/2,i2:(w + 1)/2,i3:co] = RELU(y[i0, i1, i2, i3])\
        """,
        definitions(kernel));
  }

  @Test
  void wholeTensorsSlicesAndSizes() {
    Kernel kernel =
        kernel(
            """
            kernel k[n, d](x: f32[2, n, d], g: f32) -> f32[n, d] {
              y = clip(x[0], -1, 1) * g + max(x[1], 0) / sqrt(d)
              return y
            }
            """);
    assertEquals(
        "y[i0:n,i1:d] = ADD(MULTIPLY(CLIP(x[0, i0, i1],-1.0,1.0),g),"
            + "DIVIDE(MAXIMUM(x[1, i0, i1],0.0),SQRT(d)))",
        definitions(kernel));
  }

  @Test
  void masksReachEveryReader() {
    Kernel kernel =
        kernel(
            """
            kernel k[n: 1..64](x: f32[n, n]) -> f32[n], f32[n, n] {
              z[i, j] = x[i, j] where j <= i
              y = exp(z)
              s[i] = sum[j](y[i, j] where j > 2)
              return s, [a, b] => z[b, a]
            }
            """);
    assertEquals(
        """
        z[i:n,j:n] = x[i, j] if i - j
        y[i0:n,i1:n] = EXP(z[i0, i1]) if i0 - i1
        s[i:n] = SUM[j](y[i, j]) if i - j if j - 3
        result1[a:n,b:n] = z[b, a] if -a + b\
        """,
        definitions(kernel));
  }

  @Test
  void functionsAreInlined() {
    Kernel kernel =
        kernel(
            """
            fn double(x) = x + x
            fn mean(x, n) = sum[i](x[i]) / n
            fn linear(x, w)[i, o] = sum[e](x[i, e] * w[o, e])
            kernel k[n, d](x: f32[n, d]; w: f32[d, d]) -> f32[n, d], f32[n] {
              y = linear(relu(x), w)
              z = double(linear(y, w))
              return z, [i] => mean(x[i], d)
            }
            """);
    assertEquals(
        """
        linear.1[i0:n,i1:d] = RELU(x[i0, i1])
        y[i:n,o:d] = SUM[e](MULTIPLY(linear.1[i, e],w[o, e]))
        linear.2[i:n,o:d] = SUM[e](MULTIPLY(y[i, e],w[o, e]))
        z[i0:n,i1:d] = ADD(linear.2[i0, i1],linear.2[i0, i1])
        result1[i:n] = DIVIDE(SUM[i](x[i, i]),d)\
        """,
        definitions(kernel));
    Definition mean = kernel.definitions().getLast();
    assertEquals("[i]", mean.value().freeIndices().toString());
    assertTrue(
        mean.value().operands().getFirst() instanceof Expr.Reduce r
            && !r.indices().equals(mean.indices()));
  }

  @Test
  void definitionsReadOnlyWhatIsBeforeThem() {
    for (var path : Sources.examples()) {
      for (Kernel kernel : Sources.module(Sources.read(path)).kernels()) {
        List<Tensor> known = new ArrayList<>(kernel.inputs());
        known.addAll(kernel.weights());
        for (Definition definition : kernel.definitions()) {
          checkReads(definition.value(), known);
          known.add(definition.target());
        }
        assertTrue(known.containsAll(kernel.results()));
      }
    }
  }

  private static void checkReads(Expr expr, List<Tensor> known) {
    if (expr instanceof Expr.Access access) {
      assertTrue(known.contains(access.tensor()), access.tensor()::name);
    }
    expr.operands().forEach(operand -> checkReads(operand, known));
  }

  @Test
  void dimensionsAndDerivedOnes() {
    Kernel kernel =
        kernel(
            """
            kernel k[n: 0..8, h: 4..4, d: 16..64 step 16, m = h*d](x: f32[n, m], y: f32[d]) -> f32[n, m] {
              return [i, j] => x[i, j] * y[0]
            }
            """);
    assertEquals("[n, d]", kernel.dimensions().toString());
    assertEquals(16, kernel.dimensions().get(1).step());
    assertEquals(
        List.of("h=4", "m=4*d"),
        kernel.derived().stream().map(d -> d.name() + "=" + d.extent()).toList());
    assertEquals("x: f32[n, 4*d]", kernel.inputs().getFirst().toString());
  }

  @Test
  void integersComputeAsS32() {
    Kernel kernel =
        kernel("kernel k[n](q: s8[n], p: u4[n]) -> s32[n] { return max(q, 0) * 2 + p }");
    assertEquals(ElementType.S32, kernel.results().getFirst().type());
  }

  @Test
  void aReturnedInputBecomesADefinition() {
    Kernel kernel = kernel("kernel k[n](x: f32[n]) -> f32[n] { return x }");
    assertEquals("result[i0:n] = x[i0]", definitions(kernel));
  }

  private static final String NUMERICS =
      """
      numerics mixed {
        encoding logp = u4 log2(step = 1/2, zero = top)
        default weight s4 axis 0, act s8 tensor, residual s16 tensor
        blocks[*].ln1.out act u4 tensor via repq(scale = median)
        blocks[*].attn.p act logp, norm late
        blocks[*].mlp.gelu act u4 adalog(search)
        blocks[0, 11].** weight s8, act s8
        calibrate percentile(.999, .9999) samples 32 seed 1
      }
      """;

  @Test
  void numericsOfTheReference() {
    Numerics numerics = Sources.module(NUMERICS).numerics("mixed").orElseThrow();
    assertEquals(6 - 1, numerics.rules().size());
    assertEquals(Optional.empty(), numerics.rules().getFirst().path());
    Numerics.Encode weight = (Numerics.Encode) numerics.rules().getFirst().settings().getFirst();
    assertEquals(Numerics.Role.WEIGHT, weight.role());
    assertEquals("s4", weight.encoding().storage().toString());
    assertEquals(Optional.of(new Numerics.PerAxis(0)), weight.granularity());
    Numerics.Encode logp = (Numerics.Encode) numerics.rules().get(2).settings().getFirst();
    Numerics.Method family = logp.encoding().family().orElseThrow();
    assertEquals("log2", family.name());
    assertEquals(
        "[Argument(step Exact(1/2 )  ), Argument(zero Word(top )  )]",
        Sources.withoutSpans(family.arguments()).replace("Rational(1 2 )", "1/2"));
    assertEquals(
        "repq",
        ((Numerics.Encode) numerics.rules().get(1).settings().getFirst())
            .via()
            .orElseThrow()
            .name());
    Numerics.Calibration calibration = numerics.calibration().orElseThrow();
    assertEquals(OptionalLong.of(32), calibration.samples());
    assertEquals(OptionalLong.of(1), calibration.seed());
    assertEquals(2, calibration.method().arguments().size());
  }

  @Test
  void pathsMatchSteps() {
    List<PathPattern> paths =
        Sources.module(NUMERICS).numerics().getFirst().rules().stream()
            .flatMap(r -> r.path().stream())
            .toList();
    assertTrue(paths.get(0).matches("blocks[7].ln1.out"));
    assertTrue(!paths.get(0).matches("blocks.ln1.out"));
    assertTrue(!paths.get(0).matches("blocks[7].ln1"));
    assertTrue(paths.get(3).matches("blocks[11].mlp.gelu"));
    assertTrue(paths.get(3).matches("blocks[0]"));
    assertTrue(!paths.get(3).matches("blocks[1].mlp.gelu"));
    PathPattern any =
        Sources.module("numerics a { *.x.** act s8 }")
            .numerics()
            .getFirst()
            .rules()
            .getFirst()
            .path()
            .orElseThrow();
    assertTrue(any.matches("y[3].x"));
    assertTrue(any.matches("y.x.a.b"));
    assertTrue(!any.matches("x"));
    assertTrue(!any.matches(""));
  }

  @Test
  void hardwareOfTheReference() {
    Hardware hardware =
        Sources.module(
                """
                hardware edge {
                  array mac  1 x 64 x 4 { act u4 | s8, weight s4, acc 24, skip act }
                  unit  row  x 1 { lanes 16, ops softmax layernorm };  unit table x 2 { lanes 16 }
                  mem   act 128 KiB banks 8;  mem weight 64 KiB double;  mem cmd 4 KiB
                  port  in, out axis 64;  port ctl axilite;  port dram axi4 64
                  clock 200 MHz on ecp5
                  require cycles(vit_block) <= 600 k, luts <= 60 k, busy(mac) >= 90 %
                }
                """)
            .hardware("edge")
            .orElseThrow();
    assertEquals(13, hardware.items().size());
    assertEquals(
        "[Array(mac 1 64 4 [Whole(4 false ), Whole(8 true )] [Whole(4 true )] OptionalLong[24] [act]  ), "
            + "Unit(row 1 OptionalLong[16] [softmax, layernorm]  ), Unit(table 2 OptionalLong[16] []  ), "
            + "Memory(act 131072 OptionalLong[8] false  ), Memory(weight 65536 OptionalLong.empty true  ), "
            + "Memory(cmd 4096 OptionalLong.empty false  ), Port([in, out] axis OptionalLong[64]  ), "
            + "Port([ctl] axilite OptionalLong.empty  ), Port([dram] axi4 OptionalLong[64]  ), "
            + "Clock(Rational(200000000 1 ) ecp5  ), "
            + "Requirement(cycles vit_block LESS_OR_EQUAL Rational(600000 1 )  ), "
            + "Requirement(luts none LESS_OR_EQUAL Rational(60000 1 )  ), "
            + "Requirement(busy mac GREATER_OR_EQUAL Rational(9 10 )  )]",
        Sources.withoutSpans(hardware.items()));
  }

  @Test
  void spansLeadBackToTheText() {
    SourceFile file =
        Sources.file(
            "fn f(x) = exp(x)\nkernel k[n](x: f32[n]) -> f32[n] {\n  y = 2 * f(x)\n  return y\n}\n");
    Module module = Frontend.check(file).orThrow();
    Expr value = module.kernels().getFirst().definitions().getFirst().value();
    assertEquals("2 * f(x)", value.span().text());
    assertEquals("exp(x)", value.operands().get(1).span().text());
  }

  @Test
  void anEmptyFileIsAModule() {
    assertEquals(new Module(List.of(), List.of(), List.of()), Sources.module("// nothing\n"));
  }
}
