package dev.halfbyte.cli;

import com.google.gson.JsonObject;
import dev.halfbyte.backend.verilog.emit.BuiltKernel;
import dev.halfbyte.cli.timeline.OpWork;
import dev.halfbyte.cli.timeline.ProductFigures;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.backend.BuildResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The products of a build for hardware: counted on data where there are some, by the interpreter
/// of its commands; on arrays that skip nothing, without.
///
/// @param figures of each op
/// @param uncounted why nothing was counted, if so
record HardwareProducts(List<ProductFigures> figures, Optional<String> uncounted) {
  HardwareProducts {
    figures = List.copyOf(figures);
  }

  /// Of a target without an array.
  static HardwareProducts none() {
    return new HardwareProducts(List.of(), Optional.empty());
  }

  /// @param inputs of the kernel
  /// @param missing why there are none
  static HardwareProducts of(BuildResult build, Optional<Arguments> inputs, String missing) {
    BuiltKernel built = BuiltKernel.of(build.files());
    if (inputs.isEmpty() && built.dependsOnData()) {
      return new HardwareProducts(ProductFigures.of(built.products()), Optional.of(missing));
    }
    Map<String, Tensor> tensors =
        inputs.<Map<String, Tensor>>map(Arguments::tensors).orElse(Map.of());
    List<OpWork> work = OpWork.of(built.kernel().program(), built.costs(tensors));
    return new HardwareProducts(ProductFigures.of(built.products(), work), Optional.empty());
  }

  /// Lines for people.
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    figures.forEach(product -> lines.add("products of " + product.line()));
    uncounted.ifPresent(
        reason -> lines.add("products made and skipped were not counted: " + reason));
    return lines;
  }

  /// Adds the figures to `root`.
  void addTo(JsonObject root) {
    root.add("gemms", ProductFigures.json(figures));
    uncounted.ifPresent(reason -> root.addProperty("gemms_uncounted", reason));
  }
}
