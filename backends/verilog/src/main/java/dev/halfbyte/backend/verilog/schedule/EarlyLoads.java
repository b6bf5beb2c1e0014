package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.cmd.Access;
import dev.halfbyte.backend.verilog.cmd.Accesses;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Moves the loads of a chunk's rows up to where their words become free, so that they overlap with
/// the computation of the chunk before. One computation stays between the loads of two chunks, lest
/// it waits for both.
///
/// @param config the configuration that the addresses are made for
record EarlyLoads(AcceleratorConfig config) {
  private static final Map<Memory, Integer> ANYWHERE =
      Map.of(Memory.WGT, 0, Memory.PAR, 0, Memory.TABLE, 0);

  List<Step> hoist(List<Step> steps) {
    List<Step> ordered = new ArrayList<>();
    for (Step step : steps) {
      int place = ordered.size();
      if (step.in().isPresent()) {
        while (place > 1 && mayPass(step, ordered.get(place - 1), ordered.get(place - 2))) {
          place--;
        }
      }
      ordered.add(place, step);
    }
    return ordered;
  }

  private boolean mayPass(Step load, Step earlier, Step before) {
    return earlier.in().isEmpty()
        && before.in().isEmpty()
        && accesses(earlier).stream()
            .noneMatch(a -> accesses(load).stream().anyMatch(a::conflicts));
  }

  /// Accesses of act and res are final; those of the constants are made up and cannot conflict with
  /// a load of rows.
  private List<Access> accesses(Step step) {
    return Accesses.of(step.maker().make(ANYWHERE, Set.of()), config);
  }
}
