package dev.halfbyte.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Gelu;
import dev.halfbyte.ir.op.LayerNorm;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Softmax;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.quant.calibrate.Calibrator;
import dev.halfbyte.quant.calibrate.SampleSource;
import dev.halfbyte.quant.policy.NumericsPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A block of a vision transformer: normalization, attention, normalization, feed-forward, and the
/// stream through all of it.
class VitBlockTest {
  private static final int WIDTH = 48;
  private static final int HEADS = 3;
  private static final int HEAD = WIDTH / HEADS;
  private static final int HIDDEN = 4 * WIDTH;
  private static final List<SortedMap<String, Tensor>> SAMPLES = Kernels.samples(6, 24, WIDTH, 5);

  private final ProgramBuilder builder = Kernels.builder("block");
  private final Random random = new Random(1);

  private Program block() {
    Value x = Kernels.input(builder, "x", WIDTH);
    double[] first = NormKernels.spread(random, WIDTH, 0.6);
    double[] second = NormKernels.spread(random, WIDTH, 0.6);
    Value attended = add("r1", x, attention(norm("ln1", x, first), first));
    Value normal = norm("ln2", attended, second);
    Value up = linear("up", normal, NormKernels.weight(random, HIDDEN, second));
    Value hidden = Kernels.named(builder, "hidden").add(new Gelu(up));
    Value down = linear("down", hidden, Kernels.weight(random, WIDTH, HIDDEN));
    Value y = add("y", attended, down);
    return builder.output("y", y).build();
  }

  private Value add(String path, Value left, Value right) {
    return Kernels.named(builder, path).binary(Binary.Kind.ADD, left, right);
  }

  private Value linear(String path, Value x, Tensor weight) {
    int outputs = Math.toIntExact(weight.type().shape().dim(0).fixed());
    return Kernels.linear(builder, path, x, weight, Kernels.bias(random, outputs));
  }

  private Value norm(String path, Value x, double[] factors) {
    Value gamma = perChannel(x, Tensor.generateFloats(Shape.of(WIDTH), c -> factors[c]));
    Value beta =
        perChannel(
            x,
            Tensor.generateFloats(Shape.of(WIDTH), c -> 0.3 * factors[c] * random.nextGaussian()));
    return Kernels.named(builder, path).add(new LayerNorm(x, gamma, beta, 1e-6f));
  }

  private Value perChannel(Value like, Tensor data) {
    builder.at(Optional.empty(), Optional.empty());
    Shape shape = builder.type(like).shape();
    return builder.broadcast(builder.constant("c", data), shape, List.of(1));
  }

  private Value attention(Value normal, double[] factors) {
    Tensor data = NormKernels.weight(random, 3 * WIDTH, factors);
    Tensor stacked = Tensor.generateFloats(Shape.of(3, HEADS, HEAD, WIDTH), data::floatAt);
    Value w = Kernels.named(builder, "qkv.w").constant("qkv.w", stacked);
    Value u = contract("qkv", normal, w, "i e, s a c e -> s i a c");
    Value q = part("q", u, 0);
    Value k = part("k", u, 1);
    Value v = part("v", u, 2);
    Value products = contract("z", q, k, "i a c, j a c -> a i j");
    Value z =
        Kernels.named(builder, "z")
            .binary(Binary.Kind.DIV, products, builder.splat((float) Math.sqrt(HEAD), products));
    Value p =
        Kernels.named(builder, "p").add(new Softmax(z, Optional.empty(), Softmax.Form.THREE_PASS));
    Value mixed = contract("mixed", p, v, "a i j, j a c -> i a c");
    Tensor output = Kernels.weight(random, WIDTH, WIDTH);
    Value wo =
        Kernels.named(builder, "wo")
            .constant("wo", Tensor.generateFloats(Shape.of(WIDTH, HEADS, HEAD), output::floatAt));
    return contract("attention", mixed, wo, "i a c, e a c -> i e");
  }

  private Value contract(String path, Value left, Value right, String einsum) {
    String[] sides = einsum.split(" -> ");
    String[] operands = sides[0].split(", ");
    Einsum labels = new Einsum(labels(operands[0]), labels(operands[1]), labels(sides[1]));
    return Kernels.named(builder, path)
        .add(new Contract(left, right, labels, Order.SERIAL, ElemType.F32));
  }

  private static List<String> labels(String text) {
    return Arrays.asList(text.split(" "));
  }

  private Value part(String path, Value stacked, int index) {
    List<Dim> extents = List.of(Kernels.ROWS, Dim.of(HEADS), Dim.of(HEAD));
    AccessMap map =
        new AccessMap(
            extents,
            List.of(
                new AffineIndex(List.of(), Dim.of(index)),
                AffineIndex.of(0),
                AffineIndex.of(1),
                AffineIndex.of(2)),
            false);
    return Kernels.named(builder, path).add(new View(stacked, map));
  }

  /// Floors a little below what was measured when they were set.
  @ParameterizedTest
  @CsvSource({"w8a8, 36.5", "w4a8, 17.5", "w4a4, 13.5"})
  void staysClose(String numerics, double floor) {
    Program program = block();
    NumericsPolicy policy = NumericsPolicy.builtIn(numerics);
    Quantizer.Quantized quantized =
        Quantizer.explain(
            program, policy, Calibrator.calibrate(program, policy, SampleSource.of(SAMPLES)));
    double measured = Closeness.decibels(program, quantized.program(), SAMPLES);
    assertTrue(measured >= floor, measured + " dB");
    assertEquals(
        2,
        quantized.explanations().stream()
            .filter(Explanation.Reparametrized.class::isInstance)
            .count());
  }
}
