package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.Scan;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// How the body of a scan uses its operands.
final class ScanParameters {
  private ScanParameters() {}

  /// The operands of `scan` whose address the body relies on, and which must lie densely.
  static Set<Value> addressed(Scan scan) {
    Set<Value> inside = addressed(scan.body());
    List<Value> operands = scan.operands();
    List<Parameter> parameters = scan.body().parameters();
    Set<Value> addressed = new LinkedHashSet<>();
    for (int i = 0; i < operands.size(); i++) {
      if (inside.contains(parameters.get(i).value())) {
        addressed.add(operands.get(i));
      }
    }
    return addressed;
  }

  private static Set<Value> addressed(Program body) {
    Set<Value> addressed = new LinkedHashSet<>();
    for (Node node : body.nodes()) {
      if (node.op() instanceof Reshape reshape) {
        addressed.add(reshape.operand());
      } else if (node.op() instanceof Lookup lookup) {
        addressed.add(lookup.table());
      } else if (node.op() instanceof Scan nested) {
        addressed.addAll(addressed(nested));
      }
    }
    return addressed;
  }
}
