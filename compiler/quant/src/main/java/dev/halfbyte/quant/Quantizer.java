package dev.halfbyte.quant;

import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.verify.Stage;
import dev.halfbyte.ir.verify.Verifier;
import dev.halfbyte.quant.annotate.Annotator;
import dev.halfbyte.quant.annotate.Preparation;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.integerize.Integerizer;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.reparam.Reparametrizer;
import dev.halfbyte.quant.reparam.Transforms;
import java.util.ArrayList;
import java.util.List;

/// From an f32 program to one on codes.
public final class Quantizer {
  private Quantizer() {}

  /// A quantized program and the reasons for what it holds.
  public record Quantized(Program program, List<Explanation> explanations) {
    public Quantized {
      explanations = List.copyOf(explanations);
    }
  }

  /// The program on codes; `f32` policies choose float forms only.
  ///
  /// @see #explain
  public static Program quantize(
      Program program, NumericsPolicy policy, CalibrationResult calibration) {
    return explain(program, policy, calibration).program();
  }

  /// The program with the codes that [#quantize] chooses, but computing in floats what stands
  /// between them: what the integers are to give, but for their rounding.
  ///
  /// @throws dev.halfbyte.source.DiagnosticException as [#explain]
  public static Program annotate(
      Program program, NumericsPolicy policy, CalibrationResult calibration) {
    return annotated(reparametrized(program, policy, calibration), policy, calibration).program();
  }

  /// A program with codes, and the same without any.
  ///
  /// @param floats the program in floats, its channels scaled as in `annotated`: equal names stand
  ///   for equal values but for rounding
  /// @param annotated what [#annotate] gives
  public record Layers(Program floats, Program annotated) {}

  /// What tells the error of each coded value: [#annotate] and what it was made from.
  ///
  /// @throws dev.halfbyte.source.DiagnosticException as [#explain]
  public static Layers layers(
      Program program, NumericsPolicy policy, CalibrationResult calibration) {
    Reparametrizer.Reparametrized moved = reparametrized(program, policy, calibration);
    return new Layers(
        UncodedFloats.of(moved.program()), annotated(moved, policy, calibration).program());
  }

  private static Reparametrizer.Reparametrized reparametrized(
      Program program, NumericsPolicy policy, CalibrationResult calibration) {
    Transforms.Transformed transformed = Transforms.prepared(program, policy);
    Reparametrizer.Reparametrized moved =
        Reparametrizer.reparametrize(transformed.program(), policy, calibration);
    List<Explanation> explanations = new ArrayList<>(transformed.explanations());
    explanations.addAll(moved.explanations());
    return new Reparametrizer.Reparametrized(moved.program(), explanations);
  }

  private static Annotator.Annotated annotated(
      Reparametrizer.Reparametrized moved, NumericsPolicy policy, CalibrationResult calibration) {
    return Annotator.annotate(moved.program(), policy, calibration);
  }

  /// The program on codes: between its input quantizers and output dequantizers it holds no float
  /// op.
  ///
  /// @param program f32, weights bound as constants
  /// @param calibration ranges of the same program
  /// @throws dev.halfbyte.source.DiagnosticException for weights without data or not finite,
  ///   missing ranges, axes without scales, ops without an integer form, and sums beyond 64 bits
  public static Quantized explain(
      Program program, NumericsPolicy policy, CalibrationResult calibration) {
    if (!policy.quantized()) {
      return new Quantized(FloatForms.choose(program, policy), List.of());
    }
    Reparametrizer.Reparametrized moved = reparametrized(program, policy, calibration);
    Annotator.Annotated annotated = annotated(moved, policy, calibration);
    Integerizer.Integerized integers = Integerizer.integerize(annotated.program());
    Program cleaned = Preparation.clean(integers.program());
    Verifier.require(cleaned, Stage.SEALED_INTEGER, "quantize");
    List<Explanation> explanations = new ArrayList<>(moved.explanations());
    explanations.addAll(annotated.explanations());
    explanations.addAll(integers.explanations());
    return new Quantized(cleaned, explanations);
  }
}
