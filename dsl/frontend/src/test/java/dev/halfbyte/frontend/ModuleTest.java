package dev.halfbyte.frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.frontend.ast.Condition;
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
import java.util.stream.IntStream;
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
    return switch (definition) {
      case Definition.Elements elements -> text(elements);
      case Definition.Scan scan ->
          "%s = SCAN(%s; %s) {%n%s%n} -> %s"
              .formatted(
                  scan.target().name(),
                  scan.step().carried() + " = " + scan.initial().name(),
                  IntStream.range(0, scan.sequences().size())
                      .mapToObj(i ->
                          scan.step().elements().get(i) + " of " + scan.sequences().get(i).name())
                      .collect(Collectors.joining(", ")),
                  scan.step().definitions().stream()
                      .map(ModuleTest::text)
                      .collect(Collectors.joining("\n")),
                  scan.step().result().name());
    };
  }

  private static String text(Definition.Elements definition) {
    String indices =
        definition.indices().stream()
            .map(i -> i + ":" + definition.extent(i))
            .collect(Collectors.joining(",", "[", "]"));
    return definition.target().name()
        + (definition.indices().isEmpty() ? "" : indices)
        + " = "
        + text(definition.value())
        + text(definition.mask());
  }

  private static String text(List<Condition> mask) {
    return mask.stream().map(c -> " if " + c.expression()).collect(Collectors.joining());
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
              + text(reduce.mask());
      case Expr.Softmax softmax ->
          "SOFTMAX["
              + softmax.index()
              + "]("
              + text(softmax.operand())
              + ")"
              + text(softmax.mask());
      case Expr.LayerNorm norm ->
          "LAYERNORM[%s](%s,%s,%s,%s)"
              .formatted(
                  norm.index(),
                  text(norm.operand()),
                  text(norm.scale()),
                  text(norm.bias()),
                  norm.epsilon());
      case Expr.RmsNorm norm ->
          "RMSNORM[%s](%s,%s,%s)"
              .formatted(norm.index(), text(norm.operand()), text(norm.scale()), norm.epsilon());
    };
  }

  private static Definition.Elements elements(Definition definition) {
    return (Definition.Elements) definition;
  }

  @Test
  void indexNotation() {
    Kernel kernel = kernel(Sources.read(Sources.ROOT.resolve("dsl/examples/gemm.hb")));
    assertEquals("y[i:m,o:n] = ADD(b[o],SUM[e](MULTIPLY(x[i, e],w[o, e])))", definitions(kernel));
    assertEquals(List.of(Tensor.Kind.LOCAL), kernel.results().stream().map(Tensor::kind).toList());
    assertEquals(List.of("x"), kernel.inputs().stream().map(Tensor::name).toList());
    assertEquals(List.of("w", "b"), kernel.weights().stream().map(Tensor::name).toList());
    assertEquals(1, kernel.dimensions().getFirst().minimum());
    Expr value = elements(kernel.definitions().getFirst()).value();
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
    Definition.Elements mean = elements(kernel.definitions().getLast());
    assertEquals("[i]", mean.value().freeIndices().toString());
    assertTrue(
        mean.value().operands().getFirst() instanceof Expr.Reduce r
            && !r.indices().equals(mean.indices()));
  }

  @Test
  void functionsAlongAnIndexKeepIt() {
    Kernel kernel =
        kernel(
            """
            kernel k[n: 2..64, d](x: f32[n, d]; g, b: f32[d]) -> f32[n, d], f32[n, d] {
              y[i, c] = layernorm[c](x[i, c], g[c], b[c], 1e-5) + rmsnorm[i](x[i, c], 1)
              p[j, c] = softmax[j](tanh(y[j, c]) where j > 0)
              return y, [i, c] => sum[j](p[j, c] * sigmoid(silu(x[i, c]) + y[j, c]))
            }
            """);
    assertEquals(
        """
        y[i:n,c:d] = ADD(LAYERNORM[c](x[i, c],g[c],b[c],9.999999747378752E-6),\
        RMSNORM[i](x[i, c],1.0,9.999999974752427E-7))
        p[j:n,c:d] = SOFTMAX[j](TANH(y[j, c])) if j - 1 if j - 1
        result1[i:n,c:d] = SUM[j](MULTIPLY(p[j, c],SIGMOID(ADD(SILU(x[i, c]),y[j, c])))) if j - 1\
        """,
        definitions(kernel));
  }

  @Test
  void absentElementsStayAbsentInASoftmax() {
    Kernel kernel =
        kernel(
            """
            kernel k[n](x, v: f32[n, n]) -> f32[n, n] {
              z[i, j] = x[i, j] where j <= i
              p[a, b] = softmax[b](z[a, b])
              return [i, c] => sum[j](p[i, j] * v[j, c])
            }
            """);
    assertEquals(
        """
        z[i:n,j:n] = x[i, j] if i - j
        p[a:n,b:n] = SOFTMAX[b](z[a, b]) if a - b if a - b
        result[i:n,c:n] = SUM[j](MULTIPLY(p[i, j],v[j, c])) if i - j\
        """,
        definitions(kernel));
  }

  @Test
  void aSoftmaxMayRunAlongTheIndexOfAReduction() {
    Kernel kernel =
        kernel(
            """
            fn attend(q, k, v)[i, c] = sum[j](softmax[j](sum[e](q[i, e] * k[j, e])) * v[j, c])
            kernel k[n, d](x: f32[n, d]) -> f32[n, d] { return attend(x, x, x) }
            """);
    assertEquals(
        "result[i:n,c:d] = SUM[j](MULTIPLY("
            + "SOFTMAX[j](SUM[e](MULTIPLY(x[i, e],x[j, e]))),x[j, c]))",
        definitions(kernel));
  }

  private static final String BLOCK =
      """
      fn linear(x, w)[i, o] = sum[e](x[i, e] * w[o, e])
      fn block(x, w1, w2, s) {
        let half = s / 2
        h = relu(linear(x, w1)) * half
        y = x + linear(h, w2)
        return y
      }
      """;

  @Test
  void bodiesOfFunctionsGetPathsBelowTheCall() {
    Kernel kernel =
        kernel(
            BLOCK
                + """
                kernel k[n, d](x: f32[n, d]; w: f32[d, d]) -> f32[n, d] {
                  a = block(x, w, w, 3.0)
                  return block(a, w, w, 1.0) * 2
                }
                """);
    assertEquals(
        """
        a.linear.1[i:n,o:d] = SUM[e](MULTIPLY(x[i, e],w[o, e]))
        a.h[i0:n,i1:d] = MULTIPLY(RELU(a.linear.1[i0, i1]),DIVIDE(3.0,2.0))
        a.linear.2[i:n,o:d] = SUM[e](MULTIPLY(a.h[i, e],w[o, e]))
        a[i0:n,i1:d] = ADD(x[i0, i1],a.linear.2[i0, i1])
        block.3.linear.4[i:n,o:d] = SUM[e](MULTIPLY(a[i, e],w[o, e]))
        block.3.h[i0:n,i1:d] = MULTIPLY(RELU(block.3.linear.4[i0, i1]),DIVIDE(1.0,2.0))
        block.3.linear.5[i:n,o:d] = SUM[e](MULTIPLY(block.3.h[i, e],w[o, e]))
        block.3[i0:n,i1:d] = ADD(a[i0, i1],block.3.linear.5[i0, i1])
        result[i0:n,i1:d] = MULTIPLY(block.3[i0, i1],2.0)\
        """,
        definitions(kernel));
  }

  @Test
  void aFunctionMayReturnItsParameter() {
    Kernel kernel =
        kernel("fn same(a) { return a } kernel k[n](x: f32[n]) -> f32[n] { return same(x) }");
    assertEquals("result[i0:n] = x[i0]", definitions(kernel));
    assertEquals(Tensor.Kind.LOCAL, kernel.results().getFirst().kind());
  }

  @Test
  void aScanChecksItsFunctionOnce() {
    Kernel kernel =
        kernel(
            BLOCK
                + """
                kernel k[n, d, l](x: f32[n, d]; w1, w2: f32[l, d, d]) -> f32[n, d] {
                  y = scan(block, x, w1, w2, d)
                  return y
                }
                """);
    assertEquals(
        """
        y = SCAN(y.x: f32[n, d] = x; y.w1: f32[d, d] of w1, y.w2: f32[d, d] of w2) {
        y.linear.1[i:n,o:d] = SUM[e](MULTIPLY(y.x[i, e],y.w1[o, e]))
        y.h[i0:n,i1:d] = MULTIPLY(RELU(y.linear.1[i0, i1]),d/2)
        y.linear.2[i:n,o:d] = SUM[e](MULTIPLY(y.h[i, e],y.w2[o, e]))
        y[i0:n,i1:d] = ADD(y.x[i0, i1],y.linear.2[i0, i1])
        } -> y\
        """,
        definitions(kernel));
    Definition.Scan scan = (Definition.Scan) kernel.definitions().getFirst();
    assertEquals(Tensor.Kind.STEP, scan.step().carried().kind());
    assertNotEquals(scan.target(), scan.step().result());
  }

  @Test
  void scansNest() {
    Kernel kernel =
        kernel(
            """
            fn inner(h, w) = h + w
            fn outer(h, w) { return scan(inner, h, w) }
            kernel k[n, d, l](x: f32[n], w: f32[l, d, n]) -> f32[n] { return scan(outer, x, w) }
            """);
    assertEquals(
        """
        result = SCAN(result.h: f32[n] = x; result.w: f32[d, n] of w) {
        result = SCAN(result.h: f32[n] = result.h; result.w: f32[n] of result.w) {
        result[i0:n] = ADD(result.h[i0],result.w[i0])
        } -> result
        } -> result\
        """,
        definitions(kernel));
  }

  @Test
  void definitionsReadOnlyWhatIsBeforeThem() {
    for (var path : Sources.examples()) {
      for (Kernel kernel : Sources.module(Sources.read(path)).kernels()) {
        List<Tensor> known = new ArrayList<>(kernel.inputs());
        known.addAll(kernel.weights());
        checkReads(kernel.definitions(), known);
        assertTrue(known.containsAll(kernel.results()));
      }
    }
  }

  private static void checkReads(List<Definition> definitions, List<Tensor> known) {
    for (Definition definition : definitions) {
      switch (definition) {
        case Definition.Elements elements -> checkReads(elements.value(), known);
        case Definition.Scan scan -> {
          assertTrue(known.contains(scan.initial()));
          assertTrue(known.containsAll(scan.sequences()));
          List<Tensor> inside = new ArrayList<>(scan.step().elements());
          inside.add(scan.step().carried());
          checkReads(scan.step().definitions(), inside);
          assertTrue(inside.contains(scan.step().result()));
        }
      }
      known.add(definition.target());
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
        "[Array(mac 1 64 4 [Whole(4 false ), Whole(8 true )] [Whole(4 true )] OptionalLong[24] OptionalLong.empty [act]  ), "
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
    Expr value = elements(module.kernels().getFirst().definitions().getFirst()).value();
    assertEquals("2 * f(x)", value.span().text());
    assertEquals("exp(x)", value.operands().get(1).span().text());
  }

  @Test
  void anEmptyFileIsAModule() {
    assertEquals(new Module(List.of(), List.of(), List.of()), Sources.module("// nothing\n"));
  }
}
