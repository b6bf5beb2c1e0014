package dev.halfbyte.cli.timeline;

import dev.halfbyte.backend.verilog.cmd.CommandProgram;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Cost;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the array did for one IR op.
///
/// @param op the op
/// @param commands GEMM commands
/// @param busy busy cycles of the array
/// @param macs products that were made, padding of tiles included
/// @param skipped products that were left out as their code is zero
public record OpWork(String op, int commands, long busy, long macs, long skipped) {

  /// Returns the ops with products, in order of their first command.
  ///
  /// @param costs what each command of the program takes
  public static List<OpWork> of(CommandProgram program, List<Cost> costs) {
    Map<String, OpWork> found = new LinkedHashMap<>();
    for (int i = 0; i < costs.size(); i++) {
      if (program.commands().get(i) instanceof Command.Gemm) {
        Cost cost = costs.get(i);
        String op = program.labels().get(i);
        OpWork work = new OpWork(op, 1, cost.busyCycles(), cost.macs(), cost.skipped());
        found.merge(op, work, OpWork::plus);
      }
    }
    return new ArrayList<>(found.values());
  }

  /// Returns the same with the products that were seen in a simulation.
  public static List<OpWork> seen(List<OpWork> work, Timeline timeline) {
    Map<String, OpWork> found = new LinkedHashMap<>();
    for (CommandSpan command : timeline.commands()) {
      OpWork one = new OpWork(command.op(), 0, 0, command.macs(), command.skipped());
      found.merge(command.op(), one, OpWork::plus);
    }
    return work.stream()
        .map(op -> {
          OpWork seen = found.getOrDefault(op.op(), op);
          return new OpWork(op.op(), op.commands(), op.busy(), seen.macs(), seen.skipped());
        })
        .toList();
  }

  /// Returns the share of products that were left out.
  public double share() {
    return skipped == 0 ? 0 : (double) skipped / (macs + skipped);
  }

  private OpWork plus(OpWork other) {
    return new OpWork(
        op,
        commands + other.commands,
        busy + other.busy,
        macs + other.macs,
        skipped + other.skipped);
  }
}
