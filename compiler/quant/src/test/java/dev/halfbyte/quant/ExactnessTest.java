package dev.halfbyte.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Gelu;
import dev.halfbyte.ir.op.Softmax;
import dev.halfbyte.ir.verify.Stage;
import dev.halfbyte.ir.verify.Verifier;
import dev.halfbyte.quant.annotate.Annotator;
import dev.halfbyte.quant.annotate.Preparation;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.calibrate.Calibrator;
import dev.halfbyte.quant.calibrate.SampleSource;
import dev.halfbyte.quant.integerize.Integerizer;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.testkit.TensorAssertions;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/// The integer program against the annotated one, which computes with the same codes in floats.
class ExactnessTest {
  private static final int WIDTH = 24;
  private static final NumericsPolicy W4A8 = NumericsPolicy.builtIn("w4a8");
  private static final List<SortedMap<String, Tensor>> SAMPLES = Kernels.samples(4, 9, WIDTH, 8);

  private static Program annotated(Program program) {
    CalibrationResult ranges = Calibrator.calibrate(program, W4A8, SampleSource.of(SAMPLES));
    return Annotator.annotate(Preparation.prepare(program), W4A8, ranges).program();
  }

  @Test
  void tablesAreTheFunctionItself() {
    ProgramBuilder builder = Kernels.builder("table");
    Value x = Kernels.input(builder, "x", WIDTH);
    Program program = builder.output("y", builder.add(new Gelu(x))).build();
    Program floats = annotated(program);
    Program integers = Preparation.clean(Integerizer.integerize(floats).program());
    for (SortedMap<String, Tensor> sample : SAMPLES) {
      TensorAssertions.assertBitEqual(
          Interpreter.run(floats, sample), Interpreter.run(integers, sample), "table");
    }
  }

  @Test
  void requantizersRoundToANeighbourAtMost() {
    Random random = new Random(4);
    ProgramBuilder builder = Kernels.builder("linear");
    Value x = Kernels.input(builder, "x", WIDTH);
    Tensor weight = Kernels.weight(random, 10, WIDTH);
    Value h = Kernels.linear(builder, "h", x, weight, Kernels.bias(random, 10));
    Program program = builder.output("h", h).build();
    CalibrationResult ranges = Calibrator.calibrate(program, W4A8, SampleSource.of(SAMPLES));
    List<Explanation> reasons = Quantizer.explain(program, W4A8, ranges).explanations();
    Explanation.CodedConstant codes =
        (Explanation.CodedConstant) Explanation.of("h.w", reasons).getFirst();
    // One step of the output, and half a unit of the accumulator for the rounded bias.
    double allowed =
        1.001 * scale("h", reasons) + 0.5 * scale("x", reasons) * codes.greatestScale();
    Program floats = annotated(program);
    Program integers = Quantizer.quantize(program, W4A8, ranges);
    for (SortedMap<String, Tensor> sample : SAMPLES) {
      Tensor expected = Interpreter.run(floats, sample).firstEntry().getValue();
      Tensor actual = Interpreter.run(integers, sample).firstEntry().getValue();
      for (int i = 0; i < expected.count(); i++) {
        double difference = Math.abs((double) expected.floatAt(i) - actual.floatAt(i));
        assertTrue(difference <= allowed, difference + " at " + i + ", allowed " + allowed);
      }
    }
  }

  @Test
  void quotientsByRowSumsAreOffByAStepAndLittleMore() {
    Random random = new Random(9);
    ProgramBuilder builder = Kernels.builder("rows");
    Value x = Kernels.input(builder, "x", WIDTH);
    Value sharp = builder.binary(Binary.Kind.MUL, x, builder.splat(3f, x));
    Value p = builder.add(new Softmax(sharp, Optional.empty(), Softmax.Form.THREE_PASS));
    Tensor weight = Kernels.weight(random, 10, WIDTH);
    Value mixed = Kernels.linear(builder, "h", p, weight, Kernels.bias(random, 10));
    Program program = builder.output("p", p).output("h", mixed).build();
    Program floats = annotated(program);
    Program integers = Preparation.clean(Integerizer.integerize(floats).program());
    CalibrationResult ranges = Calibrator.calibrate(program, W4A8, SampleSource.of(SAMPLES));
    for (SortedMap<String, Tensor> sample : SAMPLES) {
      var expected = Interpreter.run(floats, sample);
      Interpreter.run(integers, sample)
          .forEach((name, actual) -> {
            float magnitude =
                ranges.range(name.equals("p") ? "softmax" : name).orElseThrow().observed().hi();
            Tensor wanted = Objects.requireNonNull(expected.get(name));
            for (int i = 0; i < actual.count(); i++) {
              double difference = Math.abs((double) wanted.floatAt(i) - actual.floatAt(i));
              double allowed = 2.1 * magnitude / 32767 + Math.abs(wanted.floatAt(i)) * 0x1p-13;
              assertTrue(difference <= allowed, name + " " + difference + ", allowed " + allowed);
            }
          });
    }
  }

  private static float scale(String path, List<Explanation> reasons) {
    return ((Explanation.Coded) Explanation.of(path, reasons).getFirst()).scale();
  }

  @Test
  void annotatedProgramsAreOrdinaryPrograms() {
    Program program = annotated(Kernels.geluMlp(WIDTH, 32, 5));
    Verifier.require(program, Stage.GRAPH, "annotate");
    double measured = Closeness.decibels(Kernels.geluMlp(WIDTH, 32, 5), program, SAMPLES);
    assertTrue(measured > 15, measured + " dB");
  }

  @Test
  void preparationIsIdempotent() {
    Program prepared = Preparation.prepare(Kernels.geluMlp(WIDTH, 32, 5));
    assertEquals(prepared, Preparation.prepare(prepared));
  }
}
