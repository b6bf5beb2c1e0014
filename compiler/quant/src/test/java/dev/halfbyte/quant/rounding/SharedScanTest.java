package dev.halfbyte.quant.rounding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.quant.Kernels;
import dev.halfbyte.quant.Quantizer;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.calibrate.Calibrator;
import dev.halfbyte.quant.calibrate.SampleSource;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.policy.PathPattern;
import dev.halfbyte.quant.policy.Rule;
import dev.halfbyte.quant.policy.Setting;
import dev.halfbyte.quant.policy.WeightRounding;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/// A scan whose iterations have one weight in common, and something of the caller's apart.
final class SharedScanTest {
  private static final int WIDTH = 12;
  private static final int COUNT = 3;
  private static final List<SortedMap<String, Tensor>> SAMPLES =
      Kernels.samples(3, COUNT, WIDTH, 4);

  /// `y = y + w (y + x_i)` for each row `x_i`, from zero.
  private static Program program() {
    Random random = new Random(1);
    ProgramBuilder builder = new ProgramBuilder("shared");
    Shape rows = Shape.of(COUNT, WIDTH);
    Value x = builder.parameter("x", new TensorType(ElemType.F32, rows), Parameter.Kind.INPUT);
    Tensor data = Tensor.generateFloats(Shape.of(WIDTH, WIDTH), _ -> .2 * random.nextGaussian());
    builder.at(Optional.of("w"), Optional.empty());
    Value w = builder.constant("w", data);
    Value zero = builder.constant("zero", Tensor.generateFloats(Shape.of(WIDTH), _ -> 0));
    ProgramBuilder body = new ProgramBuilder("step");
    TensorType row = new TensorType(ElemType.F32, Shape.of(WIDTH));
    Value state = body.parameter("y", row, Parameter.Kind.INPUT);
    Value next = body.parameter("x", row, Parameter.Kind.INPUT);
    Value weight = body.parameter("w", data.type(), Parameter.Kind.INPUT);
    Value sum = body.binary(Binary.Kind.ADD, state, next);
    Einsum einsum = new Einsum(List.of("k"), List.of("m", "k"), List.of("m"));
    body.at(Optional.of("h"), Optional.empty());
    Value h = body.add(new Contract(sum, weight, einsum, Order.LANES16, ElemType.F32));
    body.at(Optional.of("o"), Optional.empty());
    body.output("y", body.binary(Binary.Kind.ADD, state, h));
    builder.at(Optional.of("y"), Optional.empty());
    Scan scan = new Scan(body.build(), List.of(zero), List.of(x), List.of(w));
    return builder.output("y", builder.addAll(scan).getFirst()).build();
  }

  @Test
  void oneWeightIsRoundedByWhatAllIterationsSee() {
    Program program = program();
    Rule rule =
        new Rule(
            PathPattern.ANY,
            List.of(new Setting.Rounding(WeightRounding.GPTQ), new Setting.Bias(true)),
            "test");
    NumericsPolicy policy = NumericsPolicy.builtIn("w4a8").with("gptq", List.of(rule));
    SampleSource samples = SampleSource.of(SAMPLES);
    CalibrationResult ranges = Calibrator.calibrate(program, policy, samples);
    CalibrationResult found =
        LayerCalibrator.calibrate(program, policy, ranges, samples, Runnable::run, 1, _ -> {});
    assertEquals(Set.of("w.codes", "w.scale", "w.bias"), found.roundings().tensors().keySet());
    Quantizer.quantize(program, policy, found);
  }
}
