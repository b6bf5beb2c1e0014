package dev.halfbyte.ir.verify;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.Mask;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.ir.range.DimBounds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Single assignment, names and references.
final class StructureChecks {
  private StructureChecks() {}

  static void values(Scope scope) {
    Program program = scope.program();
    Set<Value> defined = new HashSet<>();
    for (Parameter parameter : program.parameters()) {
      if (!defined.add(parameter.value())) {
        scope.report(Check.UNIQUE_VALUES, parameter.value() + " is defined twice");
      }
    }
    for (int i = 0; i < program.nodes().size(); i++) {
      Node node = program.nodes().get(i);
      for (Value operand : node.op().operands()) {
        if (!defined.contains(operand)) {
          scope.report(Check.DEFINED_BEFORE_USE, i, operand + " is used before its definition");
        }
      }
      for (Node.Result result : node.results()) {
        if (!defined.add(result.value())) {
          scope.report(Check.UNIQUE_VALUES, i, result.value() + " is defined twice");
        }
      }
    }
    for (Output output : program.outputs()) {
      if (!defined.contains(output.value())) {
        scope.report(
            Check.DEFINED_BEFORE_USE,
            "output `" + output.name() + "` is the undefined " + output.value());
      }
    }
  }

  static void names(Scope scope) {
    Program program = scope.program();
    unique(scope, "dim", scope.dims().stream().map(DimDeclaration::name).toList());
    unique(scope, "parameter", program.parameters().stream().map(Parameter::name).toList());
    unique(scope, "output", program.outputs().stream().map(Output::name).toList());
  }

  private static void unique(Scope scope, String what, List<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        scope.report(Check.UNIQUE_NAMES, "two of kind " + what + " are called `" + name + "`");
      }
    }
  }

  static void references(Scope scope) {
    DimBounds bounds = scope.bounds();
    Program program = scope.program();
    for (Parameter parameter : program.parameters()) {
      for (String symbol : undeclared(parameter.type().shape().dims(), bounds)) {
        scope.report(
            Check.DIMS_DECLARED,
            "parameter `" + parameter.name() + "` has the undeclared extent `" + symbol + "`");
      }
    }
    for (int i = 0; i < program.nodes().size(); i++) {
      Node node = program.nodes().get(i);
      for (String symbol : undeclared(extents(node), bounds)) {
        scope.report(Check.DIMS_DECLARED, i, "extent `" + symbol + "` is not declared");
      }
      if (node.op() instanceof Constant c && !program.constants().containsKey(c.name())) {
        scope.report(Check.CONSTANTS_PRESENT, i, "the program has no constant `" + c.name() + "`");
      }
    }
  }

  private static Set<String> undeclared(List<Dim> dims, DimBounds bounds) {
    Set<String> undeclared = new TreeSet<>();
    dims.forEach(dim -> undeclared.addAll(dim.symbols()));
    undeclared.removeIf(bounds::declares);
    return undeclared;
  }

  /// All extents that a node mentions.
  private static List<Dim> extents(Node node) {
    List<Dim> extents = new ArrayList<>();
    for (Node.Result result : node.results()) {
      TensorType type = result.type();
      extents.addAll(type.shape().dims());
    }
    if (node.op() instanceof View view) {
      view.map().indices().forEach(index -> extents.add(index.constant()));
    }
    if (node.op() instanceof Mask mask) {
      mask.conditions().forEach(condition -> extents.add(condition.constant()));
    }
    return extents;
  }
}
