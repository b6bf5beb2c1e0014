package dev.halfbyte.quant.reparam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Relu;
import dev.halfbyte.quant.Closeness;
import dev.halfbyte.quant.Explanation;
import dev.halfbyte.quant.Kernels;
import dev.halfbyte.quant.NormKernels;
import dev.halfbyte.quant.Quantizer;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.calibrate.Calibrator;
import dev.halfbyte.quant.calibrate.SampleSource;
import dev.halfbyte.quant.policy.CommonScale;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.policy.PathPattern;
import dev.halfbyte.quant.policy.ReparamMethod;
import dev.halfbyte.quant.policy.Rule;
import dev.halfbyte.quant.policy.Setting;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Scales of channels behind a linear layer: its requantizer has a multiplier per channel anyway.
final class BehindSumsTest {
  private static final int WIDTH = 64;
  private static final List<SortedMap<String, Tensor>> SAMPLES = Kernels.samples(4, 48, WIDTH, 5);

  /// `h = x w1^T`, `relu` or not, `y = h w2^T`: channels of `h` differ, columns of `w2` undo it.
  static Program layers(boolean relu, boolean resultToo) {
    Random random = new Random(3);
    double[] factors = NormKernels.spread(random, WIDTH, 0.3);
    ProgramBuilder builder = new ProgramBuilder("layers");
    TensorType type = new TensorType(ElemType.F32, Shape.of(48, WIDTH));
    Value x = builder.parameter("x", type, Parameter.Kind.INPUT);
    Tensor first =
        Tensor.generateFloats(
            Shape.of(WIDTH, WIDTH),
            i -> random.nextGaussian() / Math.sqrt(WIDTH) * factors[i / WIDTH]);
    Value h = linear(builder, relu ? "sum" : "h", x, first);
    if (relu) {
      builder.at(Optional.of("h"), Optional.empty());
      h = builder.add(new Relu(h));
    }
    Value y = linear(builder, "y", h, NormKernels.weight(random, 32, factors));
    builder.output("y", y);
    return resultToo ? builder.output("h", h).build() : builder.build();
  }

  private static Value linear(ProgramBuilder builder, String path, Value x, Tensor data) {
    builder.at(Optional.empty(), Optional.empty());
    Value w = builder.constant("w." + path, data);
    builder.at(Optional.of(path), Optional.empty());
    Einsum einsum = new Einsum(List.of("n", "k"), List.of("m", "k"), List.of("n", "m"));
    return builder.add(new Contract(x, w, einsum, Order.LANES16, ElemType.F32));
  }

  private static NumericsPolicy policy(ReparamMethod method) {
    Rule rule = new Rule(PathPattern.parse("h"), List.of(new Setting.Reparam(method)), "test");
    return NumericsPolicy.builtIn("w8a8").with("w8a8", List.of(rule));
  }

  private static Quantizer.Quantized quantize(Program program, ReparamMethod method) {
    NumericsPolicy policy = policy(method);
    CalibrationResult ranges = Calibrator.calibrate(program, policy, SampleSource.of(SAMPLES));
    return Quantizer.explain(program, policy, ranges);
  }

  private static double decibels(Program program, ReparamMethod method) {
    return Closeness.decibels(program, quantize(program, method).program(), SAMPLES);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aLinearLayerTakesScalesLikeANormalization(boolean relu) {
    Program program = layers(relu, false);
    double without = decibels(program, new ReparamMethod.Repq(CommonScale.NONE));
    for (ReparamMethod method :
        List.of(new ReparamMethod.Smooth(OptionalDouble.empty()), new ReparamMethod.Awq())) {
      double with = decibels(program, method);
      assertTrue(with >= without + 10, method + ": " + without + " to " + with + " dB");
    }
  }

  @Test
  void itIsFoldedIntoTheWeightsBehind() {
    Quantizer.Quantized quantized = quantize(layers(true, false), new ReparamMethod.Awq());
    Explanation.Reparametrized folded =
        assertInstanceOf(
            Explanation.Reparametrized.class,
            Explanation.of("h", quantized.explanations()).getFirst());
    assertEquals(1, folded.into().size());
    assertEquals(WIDTH, folded.channels());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsReadElsewhereTooKeepsOneScale(boolean relu) {
    Quantizer.Quantized quantized = quantize(layers(relu, true), new ReparamMethod.Awq());
    Explanation.NotDone left =
        assertInstanceOf(
            Explanation.NotDone.class, Explanation.of("h", quantized.explanations()).getFirst());
    assertTrue(left.reason().contains("used once"), left.toString());
  }

  @Test
  void zeroPointsNeedANormalization() {
    Quantizer.Quantized quantized =
        quantize(layers(false, false), new ReparamMethod.Repq(CommonScale.MEAN));
    assertInstanceOf(
        Explanation.NotDone.class, Explanation.of("h", quantized.explanations()).getFirst());
  }
}
