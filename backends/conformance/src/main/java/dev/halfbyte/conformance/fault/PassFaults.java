package dev.halfbyte.conformance.fault;

import java.util.List;

/// Mistakes in the schedule passes on the graph.
final class PassFaults {
  private static final String PASSES = "compiler/passes/src/main/java/dev/halfbyte/passes/";
  private static final String ALGEBRA = "rewrite/AlgebraRules";
  private static final String MOVEMENT = "rewrite/MovementRules";

  private PassFaults() {}

  static List<FaultClass> all() {
    return List.of(
        fault(
            "lost-negative-zero",
            "x + (+0) becomes x",
            in(ALGEBRA, "equalsEverywhere(copy, right, -0f)", "equalsEverywhere(copy, right, 0f)")),
        fault(
            "factor-two",
            "a division by two counts as one by one",
            in(
                ALGEBRA,
                "case DIV -> equalsEverywhere(copy, right, 1f)",
                "case DIV -> equalsEverywhere(copy, right, 2f)")),
        fault(
            "maximum-of-minimum",
            "max(min(x, c), c) becomes min(x, c)",
            in(ALGEBRA, "&& kind == outer", "&& kind != null")),
        fault(
            "dropped-cast",
            "a cast to another width is dropped",
            in(
                ALGEBRA,
                "&& copy.type(operand).elem().equals(elem)",
                "&& copy.type(operand).elem().getClass() == elem.getClass()")),
        fault(
            "swapped-select",
            "a choice whose sides are not the same takes the first",
            in(
                ALGEBRA,
                "&& then.equals(otherwise)",
                "&& copy.type(then).equals(copy.type(otherwise))")),
        fault(
            "padded-view",
            "views are composed across padding",
            in(MOVEMENT, "&& !outer.padded()", ""),
            in(MOVEMENT, "indices, inner.padded())", "indices, outer.padded())")),
        fault(
            "view-offset",
            "a composed view loses the offset of the inner one",
            in(
                MOVEMENT,
                "constant.plus(inner.constant().times(Dim.of(term.coefficient())))",
                "constant.plus(inner.constant())")),
        fault(
            "reordered-sum",
            "a transposed operand changes the order of a float sum",
            in(
                MOVEMENT,
                "return labels.reduced().equals(e.reduced())",
                "return labels.reduced().size() == e.reduced().size()")),
        fault(
            "merged-constants",
            "constants of equal type count as equal",
            in(
                "CommonSubexpressions",
                "known.get(node.op())",
                "known.entrySet().stream().filter(e -> e.getKey().getClass() =="
                    + " node.op().getClass() && e.getKey().operands().equals(node.op().operands())"
                    + " && copy.type(e.getValue().value()).equals(node.type()))"
                    + ".map(Map.Entry::getValue).findFirst().orElse(null)")),
        fault(
            "dead-result",
            "only the last output keeps what it depends on",
            in(
                "DeadCode",
                "live.addAll(node.op().operands())",
                "live.add(node.op().operands().isEmpty() ? node.results().getFirst().value() : node.op().operands().getLast())")));
  }

  private static FaultClass fault(String name, String models, Patch... patches) {
    return new FaultClass(name, Area.PASSES, models, "passes", List.of(patches));
  }

  private static Patch in(String file, String find, String replacement) {
    return new Patch(PASSES + file + ".java", find, replacement);
  }
}
