package dev.halfbyte.sim.harness;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// What the units of an accelerator did in a run, observed in the simulation.
///
/// @param units the commands of each unit in order, by lower-case name
/// @param waiting cycles in which a command was ready to issue but had to wait
/// @param starved cycles in which the in stream had nothing to give
/// @param blocked cycles in which the out stream was not taken
public record Activity(
    SequencedMap<String, List<Slice>> units,
    List<Interval> waiting,
    List<Interval> starved,
    List<Interval> blocked) {

  /// One command on its unit.
  ///
  /// @param busy the cycles in which the unit was busy with it
  /// @param macs multiply-accumulates of the array meanwhile; 0 on other units
  /// @param skipped multiply-accumulates that were left out as their code is zero
  public record Slice(Interval busy, long macs, long skipped) {}

  public Activity {
    SequencedMap<String, List<Slice>> copy = new LinkedHashMap<>();
    units.forEach((unit, slices) -> copy.put(unit, List.copyOf(slices)));
    units = Collections.unmodifiableSequencedMap(copy);
    waiting = List.copyOf(waiting);
    starved = List.copyOf(starved);
    blocked = List.copyOf(blocked);
  }
}
