package dev.halfbyte.driver.lower;

import dev.halfbyte.frontend.ast.Definition;
import dev.halfbyte.frontend.ast.Kernel;
import dev.halfbyte.frontend.ast.Tensor;
import dev.halfbyte.frontend.extent.Dimension;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.Origin;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Value;
import dev.halfbyte.source.Position;
import dev.halfbyte.source.Span;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Lowers a checked kernel, definition by definition, to a graph program with float arithmetic.
///
/// All nodes of a definition carry the tensor's name as their path; the last of them is its value,
/// the others are named after it and their op where `numerics` rules, calibration and `why` need
/// to.
public final class KernelLowering {
  private final Kernel kernel;
  private final ProgramBuilder builder;
  private final Map<Tensor, Value> values = new HashMap<>();

  private KernelLowering(Kernel kernel) {
    this.kernel = kernel;
    this.builder = new ProgramBuilder(kernel.name());
  }

  /// The program of `kernel`; its weights are still parameters and its dims symbolic.
  public static Program lower(Kernel kernel) {
    return new KernelLowering(kernel).run();
  }

  private Program run() {
    for (Dimension d : kernel.dimensions()) {
      builder.dim(new DimDeclaration(d.name(), d.minimum(), d.maximum(), d.step()));
    }
    kernel.inputs().forEach(tensor -> parameter(tensor, Parameter.Kind.INPUT));
    kernel.weights().forEach(tensor -> parameter(tensor, Parameter.Kind.WEIGHT));
    for (Definition definition : kernel.definitions()) {
      values.put(definition.target(), new DefinitionLowering(builder, values, definition).lower());
    }
    for (Tensor result : kernel.results()) {
      builder.output(result.name(), Objects.requireNonNull(values.get(result)));
    }
    return builder.build();
  }

  private void parameter(Tensor tensor, Parameter.Kind kind) {
    values.put(tensor, builder.parameter(tensor.name(), Extents.type(tensor), kind));
  }

  static Optional<Origin> origin(Span span) {
    Position position = span.startPosition();
    return Optional.of(new Origin(span.source().name(), position.line(), position.column()));
  }
}
