package dev.halfbyte.driver.allocate;

import dev.halfbyte.source.SourceFile;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;

/// Widths that were found.
///
/// @param layers in the order of the kernel
/// @param blocks names of the layers of each block that was searched jointly
/// @param costs what was spent
/// @param errors as far as they were measured
/// @param block the numerics, as text
public record Allocation(
    List<LayerWidth> layers,
    List<List<String>> blocks,
    Costs costs,
    Optional<Errors> errors,
    SourceFile block) {
  public Allocation {
    layers = List.copyOf(layers);
    blocks = blocks.stream().map(List::copyOf).toList();
  }

  /// A layer and its width.
  ///
  /// @param sensitivity the error of each width alone; empty where it was not measured
  /// @param score of a ranking
  /// @param bytes of its codes
  /// @param cycles its own share, as [Costs] counts them
  public record LayerWidth(
      String path,
      String contraction,
      long weights,
      SortedMap<Integer, Double> sensitivity,
      OptionalDouble score,
      int width,
      long bytes,
      OptionalLong cycles) {}

  /// What all layers cost together.
  ///
  /// @param weights how many
  /// @param bytes of their codes
  /// @param cycles as `unit` says
  /// @param unit what cycles are
  /// @param layerUnit what those of a layer are
  public record Costs(
      Budget budget,
      long weights,
      long bytes,
      double bits,
      long cycles,
      String unit,
      String layerUnit) {}

  /// Mean squared errors of the outputs, summed over a sample.
  ///
  /// @param samples how many
  /// @param signal the squared outputs themselves
  /// @param predicted the sum that the choice is based on; none of a ranking
  /// @param together the error of all layers at their widths, activations in floats
  /// @param uniform the same with one width for all
  public record Errors(
      int samples,
      double signal,
      OptionalDouble predicted,
      double together,
      SortedMap<Integer, Double> uniform) {
    /// `10 log10(signal / error)`.
    public double decibels(double error) {
      return 10 * Math.log10(signal / error);
    }
  }
}
