package dev.halfbyte.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Softmax;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.calibrate.Calibrator;
import dev.halfbyte.quant.calibrate.SampleSource;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.policy.PathPattern;
import dev.halfbyte.quant.policy.Rule;
import dev.halfbyte.quant.policy.Setting;
import dev.halfbyte.quant.policy.SoftmaxChoice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A rule reaches a softmax within an expression by the same names in floats and in integers.
class SoftmaxRulesTest {
  /// `y = softmax(x) * x`.
  private static Program program() {
    ProgramBuilder builder = Kernels.builder("within");
    Value x = Kernels.input(builder, "x", 8);
    Kernels.named(builder, "y");
    Value p = builder.add(new Softmax(x, Optional.empty(), Softmax.Form.THREE_PASS));
    return builder.output("y", builder.binary(Binary.Kind.MUL, p, x)).build();
  }

  private static Rule rule(String path, SoftmaxChoice choice) {
    return new Rule(PathPattern.parse(path), List.of(new Setting.Softmax(choice)), "test");
  }

  @ParameterizedTest
  @ValueSource(strings = {"y", "y.softmax"})
  void ofFloats(String path) {
    NumericsPolicy policy =
        NumericsPolicy.floats("test", List.of(rule(path, SoftmaxChoice.TWO_PASS)));
    Softmax chosen =
        FloatForms.choose(program(), policy).nodes().stream()
            .map(Node::op)
            .filter(Softmax.class::isInstance)
            .map(Softmax.class::cast)
            .findFirst()
            .orElseThrow();
    assertEquals(Softmax.Form.TWO_PASS, chosen.form());
  }

  @ParameterizedTest
  @ValueSource(strings = {"y", "y.softmax"})
  void ofIntegers(String path) {
    NumericsPolicy policy =
        NumericsPolicy.builtIn("w8a8").with("test", List.of(rule(path, SoftmaxChoice.EARLY)));
    Tensor sample = Tensor.generateFloats(Shape.of(3, 8), i -> Math.sin(i));
    CalibrationResult ranges =
        Calibrator.calibrate(
            program(), policy, SampleSource.of(List.of(new TreeMap<>(Map.of("x", sample)))));
    Explanation.Softmaxed told =
        Quantizer.explain(program(), policy, ranges).explanations().stream()
            .filter(Explanation.Softmaxed.class::isInstance)
            .map(Explanation.Softmaxed.class::cast)
            .findFirst()
            .orElseThrow();
    assertEquals("early", told.form());
  }
}
