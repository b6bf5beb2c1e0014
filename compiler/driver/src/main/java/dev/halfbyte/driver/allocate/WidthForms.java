package dev.halfbyte.driver.allocate;

import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.SealedKernel;
import dev.halfbyte.quant.Quantizer;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The kernel at widths of its layers, by the same text that a user gets in the end.
final class WidthForms {
  private final Compilation base;
  private final NumericsText text;
  private final List<WeightLayer> layers;
  private final CalibrationResult ranges;
  private final Consumer<String> progress;

  /// @param ranges of the activations at the base numerics
  WidthForms(
      Compilation base,
      List<WeightLayer> layers,
      CalibrationResult ranges,
      Consumer<String> progress) {
    this.base = base;
    this.layers = List.copyOf(layers);
    this.ranges = ranges;
    this.progress = progress;
    text = NumericsText.of(base);
  }

  /// @param widths in the order of the layers
  Compilation at(List<Integer> widths) {
    return at(text(text, layers, widths, "widths", "widths", List.of()));
  }

  private Compilation at(SourceFile block) {
    try {
      return base.under(block);
    } catch (DiagnosticException fault) {
      throw AllocateCode.WIDTHS.fault(
          "the layers have no codes of these widths: " + fault.diagnostics().getFirst().message(),
          "leave the width out of --widths, or give the layers affine codes in the base numerics");
    }
  }

  static SourceFile text(
      NumericsText text,
      List<WeightLayer> layers,
      List<Integer> widths,
      String file,
      String name,
      List<String> comment) {
    List<String> rules = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      rules.add(layers.get(i).rule(widths.get(i)));
    }
    return text.block(file, name, comment, rules);
  }

  /// The weights as their codes show them.
  CodedWeights coded(List<Integer> widths) {
    Compilation form = at(widths);
    return CodedWeights.of(
        Quantizer.layers(base.reference(), form.policy(), form.rounded(ranges, progress)));
  }

  SealedKernel sealed(List<Integer> widths) {
    Compilation form = at(widths);
    return form.seal(form.rounded(ranges, progress));
  }
}
