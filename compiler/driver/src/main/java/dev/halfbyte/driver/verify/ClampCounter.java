package dev.halfbyte.driver.verify;

import dev.halfbyte.interp.ValueObserver;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.RequantizeAdd;
import java.util.List;

/// Watches a run and counts how many codes sit at the ends of their range other than real zero, and
/// the products that contractions need.
public final class ClampCounter implements ValueObserver {
  private long codes;
  private long clamped;
  private long products;

  @Override
  public void observe(Program scope, Node node, Value value, Tensor tensor) {
    boolean rounds =
        node.op() instanceof Quantize
            || node.op() instanceof Requantize
            || node.op() instanceof RequantizeAdd;
    if (rounds) {
      count(tensor);
    }
    if (node.op() instanceof Contract contract) {
      products += tensor.count() * reducedCount(scope, contract, tensor);
    }
  }

  private void count(Tensor tensor) {
    IntType storage = ElemType.storage(tensor.type().elem()).orElseThrow();
    codes += tensor.count();
    for (int i = 0; i < tensor.count(); i++) {
      long code = tensor.longAt(i);
      boolean end = code == storage.min() || code == storage.max();
      clamped += end && code != zero(tensor.type().elem()) ? 1 : 0;
    }
  }

  /// The code of real zero: where a ReLU became part of the clamp it is an end of the range, and
  /// nothing is lost there.
  private static long zero(ElemType elem) {
    return elem instanceof ElemType.CodeType(Encoding.Affine affine) ? affine.zeroPoint() : 0;
  }

  /// Products of one result element: the extents of the reduced labels. They are read off the right
  /// operand, the weight in the common case, whose extents are fixed.
  private static long reducedCount(Program scope, Contract contract, Tensor result) {
    List<String> labels = contract.einsum().right();
    var shape = scope.types().get(contract.right());
    long count = 1;
    for (String label : contract.einsum().reduced()) {
      var dim = java.util.Objects.requireNonNull(shape).shape().dim(labels.indexOf(label));
      count *= dim.isFixed() ? dim.fixed() : 1;
    }
    return result.count() == 0 ? 0 : count;
  }

  /// Adds what another run showed.
  public void add(ClampCounter other) {
    codes += other.codes;
    clamped += other.clamped;
    products += other.products;
  }

  /// Percentage of rounded codes at an end of their range.
  public double percent() {
    return codes == 0 ? 0 : 100.0 * clamped / codes;
  }

  long multiplyAccumulates() {
    return products;
  }
}
