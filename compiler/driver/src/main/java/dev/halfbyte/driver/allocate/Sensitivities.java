package dev.halfbyte.driver.allocate;

import dev.halfbyte.ir.Program;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/// The error of the outputs where some layers have codes of some widths, and everything else is in
/// floats.
final class Sensitivities {
  /// The weights of all layers at each width.
  private final List<CodedWeights> coded;

  private final OutputErrors errors;
  private final List<SortedMap<Integer, Double>> alone = new ArrayList<>();
  private final SortedMap<Integer, Double> uniform = new TreeMap<>();

  private Sensitivities(List<CodedWeights> coded, OutputErrors errors) {
    this.coded = coded;
    this.errors = errors;
  }

  /// Measures each layer alone, and all at one width.
  static Sensitivities measure(
      List<WeightLayer> layers,
      List<Integer> widths,
      WidthForms forms,
      OutputErrors errors,
      Consumer<String> progress) {
    List<CodedWeights> coded = new ArrayList<>();
    for (int width : widths) {
      progress.accept("weights of " + width + " bits");
      coded.add(forms.coded(layers.stream().map(_ -> width).toList()));
    }
    Sensitivities all = new Sensitivities(coded, errors);
    int done = 0;
    for (WeightLayer layer : layers) {
      SortedMap<Integer, Double> own = new TreeMap<>();
      for (int w = 0; w < widths.size(); w++) {
        done++;
        String what = "%s at %d bits".formatted(layer.name(), widths.get(w));
        progress.accept("%s, %d of %d".formatted(what, done, layers.size() * widths.size()));
        own.put(widths.get(w), errors.of(coded.get(w).only(List.of(layer.name())), what));
      }
      all.alone.add(Collections.unmodifiableSortedMap(own));
    }
    List<String> names = layers.stream().map(WeightLayer::name).toList();
    for (int w = 0; w < widths.size(); w++) {
      String what = "all layers at " + widths.get(w) + " bits";
      progress.accept(what);
      all.uniform.put(widths.get(w), errors.of(coded.get(w).only(names), what));
    }
    return all;
  }

  /// Errors of a layer by bits.
  SortedMap<Integer, Double> alone(int layer) {
    return alone.get(layer);
  }

  /// Errors of all layers at one width, by bits.
  SortedMap<Integer, Double> uniform() {
    return Collections.unmodifiableSortedMap(uniform);
  }

  /// Refuses widths on which scales of other places depend, as then layers of several widths do not
  /// fit into one program.
  ///
  /// @throws dev.halfbyte.source.DiagnosticException where floats differ
  void requireOneProgram() {
    Program first = coded.getFirst().floats();
    if (coded.stream().anyMatch(each -> !each.floats().equals(first))) {
      throw AllocateCode.JOINT.fault(
          "scales of channels depend on the widths of the weights behind them (smooth, awq)",
          "search layers one by one, without --blocks, or take `via repq(...)`");
    }
  }

  /// The error where the layers of `block` have the widths of `numbers`.
  double together(List<WeightLayer> block, List<Integer> numbers) {
    Program program =
        coded
            .getFirst()
            .coded(key -> {
              for (int i = 0; i < block.size(); i++) {
                if (block.get(i).name().equals(key.name())) {
                  return Optional.ofNullable(coded.get(numbers.get(i)).weights().get(key));
                }
              }
              return Optional.empty();
            });
    List<String> names = block.stream().map(WeightLayer::name).toList();
    return errors.of(program, "widths of " + String.join(", ", names));
  }
}
