package dev.halfbyte.quant.integerize;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.quant.annotate.ConstantValues;
import dev.halfbyte.quant.exact.ExactNumbers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The scales of codes that cross the border of a scan, told by whoever reads the codes.
final class BorderScales {
  private BorderScales() {}

  /// Scales with which a program dequantizes codes.
  static Map<Value, ExactNumbers> read(Program program) {
    ConstantValues constants = new ConstantValues(program);
    Map<Value, ExactNumbers> scales = new HashMap<>();
    for (Node node : program.nodes()) {
      if (node.op() instanceof Dequantize(Value codes, Value scale)
          && !constants.isConstant(codes)) {
        constants.repeated(scale).ifPresent(s -> scales.put(codes, IntegerState.numbers(s)));
      }
    }
    return scales;
  }

  /// Adds the scales of what scans of `program` take to `known`, with which their bodies read it.
  static void addOperands(Program program, Map<Value, ExactNumbers> known) {
    for (Node node : program.nodes()) {
      if (node.op() instanceof Scan scan) {
        Map<Value, ExactNumbers> inside = read(scan.body());
        List<Value> operands = scan.operands();
        for (int i = 0; i < operands.size(); i++) {
          ExactNumbers scale = inside.get(scan.body().parameters().get(i).value());
          if (scale != null) {
            known.putIfAbsent(operands.get(i), scale);
          }
        }
      }
    }
  }

  /// Scales of what `body` yields: with which the results of the scan are read, of carried codes
  /// also those with which the body reads them.
  ///
  /// @param outside scales in the program of the scan
  static Map<Value, ExactNumbers> outputs(
      Node node, Scan scan, Program body, Map<Value, ExactNumbers> outside) {
    Map<Value, ExactNumbers> inside = read(body);
    Map<Value, ExactNumbers> scales = new HashMap<>();
    for (int i = 0; i < body.outputs().size(); i++) {
      Value output = body.outputs().get(i).value();
      Optional<ExactNumbers> carried =
          i < scan.carried().size()
              ? Optional.ofNullable(inside.get(body.parameters().get(i).value()))
              : Optional.empty();
      Optional.ofNullable(outside.get(node.results().get(i).value()))
          .or(() -> carried)
          .ifPresent(scale -> scales.put(output, scale));
    }
    return scales;
  }
}
