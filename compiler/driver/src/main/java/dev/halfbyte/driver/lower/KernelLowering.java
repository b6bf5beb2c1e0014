package dev.halfbyte.driver.lower;

import dev.halfbyte.frontend.ast.Kernel;
import dev.halfbyte.frontend.ast.Tensor;
import dev.halfbyte.frontend.extent.Dimension;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import java.util.Map;

/// Lowers a checked kernel, definition by definition, to a graph program with float arithmetic.
///
/// All nodes of a definition carry the tensor's name as their path; the last of them is its value,
/// the others are named after it and their op where `numerics` rules, calibration and `why` need
/// to.
public final class KernelLowering {
  private final Kernel kernel;
  private final Map<String, Long> known;
  private final ProgramBuilder builder;
  private final DefinitionsLowering definitions;

  private KernelLowering(Kernel kernel, Map<String, Long> known) {
    this.kernel = kernel;
    this.known = known;
    this.builder = new ProgramBuilder(kernel.name());
    this.definitions = new DefinitionsLowering(builder, new Extents(known), kernel.results());
  }

  /// The program of `kernel`; its weights are still parameters and its dims symbolic.
  ///
  /// @throws dev.halfbyte.source.DiagnosticException where a dim has to be a number
  public static Program lower(Kernel kernel) {
    return lower(kernel, Map.of());
  }

  /// The program of `kernel` for the values of some of its dims.
  ///
  /// @throws dev.halfbyte.source.DiagnosticException where another dim has to be a number
  public static Program lower(Kernel kernel, Map<String, Long> known) {
    return new KernelLowering(kernel, known).run();
  }

  /// The dims and parameters of `kernel` alone, a program that computes nothing.
  public static Program signature(Kernel kernel) {
    KernelLowering lowering = new KernelLowering(kernel, Map.of());
    lowering.declare();
    return lowering.builder.build();
  }

  private Program run() {
    declare();
    definitions.lower(kernel.definitions());
    for (Tensor result : kernel.results()) {
      builder.output(result.name(), definitions.value(result));
    }
    return builder.build();
  }

  private void declare() {
    for (Dimension d : kernel.dimensions()) {
      if (!known.containsKey(d.name())) {
        builder.dim(new DimDeclaration(d.name(), d.minimum(), d.maximum(), d.step()));
      }
    }
    kernel.inputs().forEach(tensor -> definitions.parameter(tensor, Parameter.Kind.INPUT));
    kernel.weights().forEach(tensor -> definitions.parameter(tensor, Parameter.Kind.WEIGHT));
  }
}
