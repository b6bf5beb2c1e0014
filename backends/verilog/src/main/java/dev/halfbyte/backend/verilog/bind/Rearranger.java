package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.rtl.Decoding;
import dev.halfbyte.rtl.Memory;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Copies codes to where a reader wants them: products with the identity matrix, each made once.
final class Rearranger {
  private final TaskList tasks;
  private final Map<Grouping, Matrix> grouped = new HashMap<>();
  private final Map<Turning, ComputedWeights> turned = new HashMap<>();

  Rearranger(TaskList tasks) {
    this.tasks = tasks;
  }

  private record Grouping(Matrix source, int groups) {}

  private record Turning(Matrix source, ComputedWeights.Form form, int groups) {}

  /// Returns a matrix with the columns of `source` in `groups` groups.
  ///
  /// @param node reads it, for diagnostics
  Matrix grouped(Node node, Matrix source, int groups) {
    boolean aligned =
        groups == 1
            || source.home() != Memory.ACT
            || source.groupWords() % tasks.config().rowAlignment() == 0;
    if (source.groups() == groups && aligned) {
      return source;
    }
    requireInAct(node, source);
    Matrix copied =
        grouped.computeIfAbsent(
            new Grouping(source.whole(), groups),
            key -> {
              Matrix all = key.source();
              int cols = all.width() / groups;
              Matrix target = tasks.grouped(node, all.rows(), groups, cols, all.storage());
              Requantization copy = Requantization.identity(all.storage()).repeated(all.width());
              add(all, copy, new ProductTarget.Codes(target, Optional.empty()));
              return target;
            });
    return copied.slice(source.first(), source.rows());
  }

  /// Returns the codes of `source` as weights of `groups` products.
  ///
  /// @param node reads them, for diagnostics
  /// @param encoding of the codes
  ComputedWeights turned(Node node, Matrix source, Turn turn, Encoding.Affine encoding) {
    requireInAct(node, source);
    return turned.computeIfAbsent(
        new Turning(source, turn.form(), turn.groups()),
        _ -> {
          ComputedWeights target = tasks.weights(node, turn, encoding);
          Requantization copy =
              shifted(Requantization.identity(source.storage()), encoding, target);
          add(source, copy.repeated(source.width()), new ProductTarget.Turned(target));
          return target;
        });
  }

  /// Returns `requantization` for codes that become weights: signed ones.
  static Requantization shifted(
      Requantization requantization, Encoding.Affine encoding, ComputedWeights target) {
    int offset = Math.toIntExact(encoding.zeroPoint()) - target.zeroPoint();
    return requantization.minus(offset);
  }

  private void add(Matrix source, Requantization requantization, ProductTarget target) {
    WeightSource unit = new WeightSource.Fixed(Weights.identity(source.width()));
    Optional<Decoding> decode = Digits.of(source.storage(), 0).planes(1).map(planes -> planes);
    tasks.add(new Task.MatMul(source, Optional.empty(), decode, unit, requantization, target));
  }

  private void requireInAct(Node node, Matrix source) {
    if (source.home() != Memory.ACT) {
      throw BindFaults.of(
          VerilogFault.UNSUPPORTED_OP,
          node,
          "reads codes of %s in groups of %d columns, only those of %d bits can be brought together"
              .formatted(source.storage(), source.cols(), tasks.config().actBits()),
          "let a head have a multiple of %d channels, or quantize its operand to %d bits"
              .formatted(tasks.config().cols(), tasks.config().actBits()));
    }
  }
}
