package dev.halfbyte.driver.eval;

import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.SealedKernel;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.backend.ProgramLoader;
import dev.halfbyte.quant.Quantizer;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Runs labelled pictures through a quantized kernel and through the kernel in floats.
///
/// @param threads how many pictures run at a time; changes no bit
/// @param inside what else is compared
public record Evaluation(
    Compilation compilation,
    Pictures pictures,
    ScoreOutput output,
    ProgramLoader loader,
    int threads,
    Inside inside) {

  /// What is compared beside scores.
  ///
  /// @param calls on how many calls, the first ones, the values inside are compared by the
  ///   interpreter; 0 for none
  /// @param annotated whether pictures also run through the floats that go through the codes
  public record Inside(int calls, boolean annotated) {}

  /// What the kernel scores in floats, for [#run]; it depends on no numerics.
  ///
  /// @throws dev.halfbyte.source.DiagnosticException for scores that are no finite numbers
  public ScoreRun floats() {
    return scores(compilation.sealFloats(), "the kernel in floats");
  }

  /// Evaluates the numerics that the compilation was opened with.
  ///
  /// @param floats the scores to compare with
  /// @param progress told what is being done
  /// @throws dev.halfbyte.source.DiagnosticException for scores that are no finite numbers, and for
  ///   what keeps a kernel from being quantized or built
  public EvaluationReport run(ScoreRun floats, Consumer<String> progress) {
    progress.accept("ranges and codes");
    Optional<CalibrationResult> ranges =
        compilation.policy().quantized() ? Optional.of(compilation.ranges()) : Optional.empty();
    SealedKernel kernel = ranges.map(compilation::seal).orElseGet(compilation::seal);
    progress.accept("pictures at " + kernel.numerics());
    ScoreRun own = scores(kernel.sealed(), "the kernel at " + kernel.numerics());
    Optional<Scores> annotated =
        ranges.filter(_ -> inside.annotated()).map(found -> annotated(found, progress).scores());
    LayerProbe.Figures layers =
        ranges
            .filter(_ -> inside.calls() > 0)
            .map(found -> layers(kernel, found, progress))
            .orElseGet(LayerProbe.Figures::none);
    return EvaluationReport.of(this, kernel, floats, own, annotated, layers);
  }

  private ScoreRun annotated(CalibrationResult ranges, Consumer<String> progress) {
    progress.accept("pictures in floats that go through the codes");
    return scores(compilation.sealAnnotated(ranges), "the kernel in floats with codes");
  }

  private ScoreRun scores(SealedProgram program, String what) {
    return PictureRuns.of(program, what, pictures, output, loader, compilation.openDims(), threads);
  }

  private LayerProbe.Figures layers(
      SealedKernel kernel, CalibrationResult ranges, Consumer<String> progress) {
    progress.accept("layers");
    Quantizer.Layers programs =
        Quantizer.layers(compilation.reference(), compilation.policy(), ranges);
    return new LayerProbe(kernel.sealed(), programs)
        .observe(pictures, inside.calls(), compilation.openDims(), threads);
  }

  /// How many pictures the compared calls hold.
  int layerPictures() {
    return output.batched()
        ? pictures.labels().size()
        : Math.min(inside.calls(), pictures.labels().size());
  }

  /// Bytes of all constants of a program, codes at the bits that they have.
  static long constantBytes(Map<String, Tensor> constants) {
    return constants.values().stream()
        .mapToLong(
            tensor -> (tensor.count() * bits(tensor.type().elem()) + Byte.SIZE - 1) / Byte.SIZE)
        .sum();
  }

  private static long bits(ElemType elem) {
    return ElemType.storage(elem).map(ElemType.IntType::bits).orElse(elem.bytes() * Byte.SIZE);
  }
}
