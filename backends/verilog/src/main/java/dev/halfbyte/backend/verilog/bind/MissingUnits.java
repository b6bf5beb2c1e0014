package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.op.CoreOp;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tells before anything is bound which units a kernel needs and an accelerator lacks, all in one
/// diagnostic.
public final class MissingUnits {
  /// Places that are named for each unit; a network of many blocks has hundreds.
  private static final int NAMED = 4;

  private MissingUnits() {}

  /// Returns normally if every op has a unit in principle; dims need no values for that.
  ///
  /// @throws DiagnosticException if an op computes in f32, or units are missing
  public static void require(CoreProgram core, AcceleratorConfig config) {
    Program program = core.program();
    requireIntegers(program);
    List<UnitCensus.Need> needs = UnitCensus.of(program, config);
    if (!needs.isEmpty()) {
      throw new DiagnosticException(
          Diagnostic.error(
                  VerilogFault.MISSING_UNIT,
                  "`"
                      + program.name()
                      + "` needs what the accelerator does not have: "
                      + list(needs))
              .help(
                  rows(needs)
                      + "choose hardware with these units (`edge` has those of attention, norms and reductions over rows), or a software"
                      + " target; rtl/STATUS.md lists the units there are"));
    }
  }

  private static String rows(List<UnitCensus.Need> needs) {
    if (needs.stream().anyMatch(need -> need.unit() == MissingUnit.GROUP_SUMS)) {
      return "give the weights a scale for each output channel, `weight s4 axis 0` in place of"
          + " `weight s4 group 128`; or ";
    }
    return needs.stream().anyMatch(need -> need.unit() == MissingUnit.DATA_MOVER)
        ? "keep consecutive rows, which takes no unit: `y[i: n-4, c] = x[i+4, c]`, without a step,"
            + " with all channels and heads; or "
        : "";
  }

  private static void requireIntegers(Program program) {
    Shapes shapes = new Shapes(program);
    for (Node node : program.nodes()) {
      if (node.op() instanceof Scan scan) {
        requireIntegers(scan.body());
      }
      boolean computes =
          node.op() instanceof CoreOp.Elementwise || node.op() instanceof CoreOp.Reduction;
      if (computes
          && (isFloat(node.type())
              || node.op().operands().stream().anyMatch(v -> isFloat(shapes.type(v))))) {
        throw BindFaults.floats(named(program, node));
      }
    }
  }

  /// Returns a node that has a path, if an op of the same place has one: those inside a function
  /// that is sugar have none.
  private static Node named(Program program, Node node) {
    Optional<String> path =
        node.path()
            .or(() ->
                program.nodes().stream()
                    .filter(n -> n.origin().isPresent() && n.origin().equals(node.origin()))
                    .flatMap(n -> n.path().stream())
                    .findFirst());
    return new Node(node.results(), node.op(), path, node.origin());
  }

  private static boolean isFloat(TensorType type) {
    return type.elem().equals(ElemType.F32);
  }

  private static String list(List<UnitCensus.Need> needs) {
    Map<MissingUnit, List<String>> places = new LinkedHashMap<>();
    for (UnitCensus.Need need : needs) {
      List<String> named = places.computeIfAbsent(need.unit(), _ -> new ArrayList<>());
      String place = need.origin().map(origin -> " at " + origin).orElse("");
      named.add(String.join(", ", need.names()) + place);
    }
    List<String> units = new ArrayList<>();
    places.forEach((unit, named) -> units.add(unit.title() + " for " + shortened(named)));
    return String.join("; ", units);
  }

  private static String shortened(List<String> named) {
    String shown = String.join(", ", named.subList(0, Math.min(NAMED, named.size())));
    return named.size() > NAMED ? shown + " and " + (named.size() - NAMED) + " more" : shown;
  }
}
