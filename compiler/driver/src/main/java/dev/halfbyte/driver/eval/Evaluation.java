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
/// @param layerCalls on how many calls, the first ones, the values inside are compared by the
///   interpreter; 0 for none
public record Evaluation(
    Compilation compilation,
    Pictures pictures,
    ScoreOutput output,
    ProgramLoader loader,
    int threads,
    int layerCalls) {

  /// Evaluates the numerics that the compilation was opened with.
  ///
  /// @param progress told what is being done
  /// @throws dev.halfbyte.source.DiagnosticException for scores that are no finite numbers, and for
  ///   what keeps a kernel from being quantized or built
  public EvaluationReport run(Consumer<String> progress) {
    progress.accept("ranges and codes");
    Optional<CalibrationResult> ranges =
        compilation.policy().quantized() ? Optional.of(compilation.ranges()) : Optional.empty();
    SealedKernel kernel = ranges.map(compilation::seal).orElseGet(compilation::seal);
    progress.accept("pictures in floats");
    PictureRuns.Run floats = scores(compilation.sealFloats(), "the kernel in floats");
    progress.accept("pictures at " + kernel.numerics());
    PictureRuns.Run own = scores(kernel.sealed(), "the kernel at " + kernel.numerics());
    LayerProbe.Figures layers =
        ranges
            .filter(_ -> layerCalls > 0)
            .map(found -> layers(kernel, found, progress))
            .orElseGet(LayerProbe.Figures::none);
    return EvaluationReport.of(this, kernel, floats, own, layers);
  }

  private PictureRuns.Run scores(SealedProgram program, String what) {
    return PictureRuns.of(program, what, pictures, output, loader, compilation.openDims(), threads);
  }

  private LayerProbe.Figures layers(
      SealedKernel kernel, CalibrationResult ranges, Consumer<String> progress) {
    progress.accept("layers");
    Quantizer.Layers programs =
        Quantizer.layers(compilation.reference(), compilation.policy(), ranges);
    return new LayerProbe(kernel.sealed(), programs)
        .observe(pictures, layerCalls, compilation.openDims(), threads);
  }

  /// How many pictures the compared calls hold.
  int layerPictures() {
    return output.batched()
        ? pictures.labels().size()
        : Math.min(layerCalls, pictures.labels().size());
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
