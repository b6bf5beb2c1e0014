package dev.halfbyte.driver.allocate;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.quant.annotate.ConstantValues;
import dev.halfbyte.quant.annotate.Need;
import dev.halfbyte.quant.annotate.Sites;
import dev.halfbyte.quant.annotate.ValueNames;
import java.util.ArrayList;
import java.util.List;

/// A contraction of a float program with a weight.
///
/// @param name of the weight
/// @param contraction name of the result
/// @param operand which operand the weight is: 0 or 1
/// @param weight constant, of fixed shape
/// @param input the other operand
/// @param data the weight without axes that only repeat it
record WeightUse(
    String name,
    String contraction,
    Node node,
    int operand,
    Value weight,
    Value input,
    ConstantValues.Repeated data) {
  Contract op() {
    return (Contract) node.op();
  }

  /// Those of a prepared program, in order.
  static List<WeightUse> in(Program program, ValueNames names) {
    Sites sites = new Sites(program, names);
    List<WeightUse> uses = new ArrayList<>();
    for (Node node : program.nodes()) {
      if (node.op() instanceof Contract op) {
        List<Need> needs = sites.needs(node);
        List<Value> operands = List.of(op.left(), op.right());
        for (int i = 0; i < operands.size(); i++) {
          int operand = i;
          Value weight = operands.get(i);
          if (needs.get(i) instanceof Need.Weight && sites.flow().type(weight).shape().isFixed()) {
            sites
                .flow()
                .constants()
                .repeated(weight)
                .ifPresent(data ->
                    uses.add(
                        new WeightUse(
                            names.of(weight),
                            names.of(node.value()),
                            node,
                            operand,
                            weight,
                            operands.get(1 - operand),
                            data)));
          }
        }
      }
    }
    return uses;
  }
}
