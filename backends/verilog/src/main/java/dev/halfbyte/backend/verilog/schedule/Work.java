package dev.halfbyte.backend.verilog.schedule;

import java.util.List;

/// Steps that stay together, in their order: what a task does with a chunk of rows.
///
/// @param steps at least one, all of one unit
record Work(List<Step> steps) {
  Work {
    steps = List.copyOf(steps);
  }
}
