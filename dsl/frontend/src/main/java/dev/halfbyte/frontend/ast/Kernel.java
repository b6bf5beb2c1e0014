package dev.halfbyte.frontend.ast;

import dev.halfbyte.frontend.extent.Dimension;
import dev.halfbyte.frontend.extent.Extent;
import dev.halfbyte.source.Span;
import java.util.List;

/// A checked kernel.
///
/// @param dimensions the free dimensions in source order. Each is the whole extent of an axis of an
///   input or weight, so that shapes of arguments determine it
/// @param derived dimensions that equal an expression of the free ones; extents name the free ones
///   only
/// @param inputs given with each call
/// @param weights given when the kernel is built
/// @param definitions in an order in which each reads only tensors before it
/// @param results what the kernel returns, in order; each is the target of a definition, and one
///   tensor may be returned twice
/// @param span the name of the kernel
public record Kernel(
    String name,
    List<Dimension> dimensions,
    List<Derived> derived,
    List<Tensor> inputs,
    List<Tensor> weights,
    List<Definition> definitions,
    List<Tensor> results,
    Span span) {
  /// A dimension that is defined by an equality.
  public record Derived(String name, Extent extent, Span span) {}

  /// Copies the lists.
  public Kernel {
    dimensions = List.copyOf(dimensions);
    derived = List.copyOf(derived);
    inputs = List.copyOf(inputs);
    weights = List.copyOf(weights);
    definitions = List.copyOf(definitions);
    results = List.copyOf(results);
  }
}
