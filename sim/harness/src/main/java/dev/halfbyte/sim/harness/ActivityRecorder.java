package dev.halfbyte.sim.harness;

import dev.halfbyte.sim.verilator.Simulation;
import dev.halfbyte.sim.verilator.ValueChanges;
import dev.halfbyte.sim.verilator.Watch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Watches the variables that tell what the units do, and makes an [Activity] of them.
///
/// A stretch of busy cycles is one command, or several that followed each other at once: each
/// begins in the cycle behind its start.
final class ActivityRecorder {
  private final Manifest.Probes probes;
  private final Watch running;
  private final Watch busy;
  private final Watch starts;
  private final Watch waiting;
  private final Watch products;
  private final Watch skipped;
  private final Watch inReady;
  private final Watch inValid;
  private final Watch outReady;
  private final Watch outValid;

  ActivityRecorder(Simulation simulation, Manifest.Ports ports, Manifest.Probes probes) {
    this.probes = probes;
    this.running = simulation.watch(probes.running());
    this.busy = simulation.watch(probes.unitBusy());
    this.starts = simulation.watch(probes.unitStart());
    this.waiting = simulation.watch(probes.waiting());
    this.products = simulation.watch(probes.products());
    this.skipped = simulation.watch(probes.skipped());
    this.inReady = simulation.watch(ports.streamIn() + "tready");
    this.inValid = simulation.watch(ports.streamIn() + "tvalid");
    this.outReady = simulation.watch(ports.streamOut() + "tready");
    this.outValid = simulation.watch(ports.streamOut() + "tvalid");
  }

  /// What happened while the last program ran, which has ended.
  Activity activity() {
    Interval run = lastRun(running.changes());
    ValueChanges masks = busy.changes();
    ValueChanges started = starts.changes();
    Total macs = new Total(products.changes(), run.first());
    Total left = new Total(skipped.changes(), run.first());
    SequencedMap<String, List<Activity.Slice>> units = new LinkedHashMap<>();
    for (int bit = 0; bit < probes.units().size(); bit++) {
      String unit = probes.units().get(bit);
      long mask = 1L << bit;
      boolean multiplies = unit.equals(probes.array());
      units.put(
          unit,
          Interval.where(run, cycle -> (masks.at(cycle) & mask) != 0, masks).stream()
              .flatMap(busy -> split(busy, run.first(), started, mask).stream())
              .map(slice ->
                  new Activity.Slice(
                      slice,
                      multiplies ? macs.during(slice) : 0,
                      multiplies ? left.during(slice) : 0))
              .toList());
    }
    ValueChanges waits = waiting.changes();
    return new Activity(
        units,
        Interval.where(run, cycle -> waits.at(cycle) != 0, waits),
        without(run, inReady.changes(), inValid.changes()),
        without(run, outValid.changes(), outReady.changes()));
  }

  /// The parts of a stretch of busy cycles that begin behind a start.
  private static List<Interval> split(Interval busy, long origin, ValueChanges started, long mask) {
    List<Interval> parts = new ArrayList<>();
    long first = busy.first();
    int from = Math.max(0, started.indexAt(origin + first));
    for (int i = from; i < started.size() && started.cycle(i) < origin + busy.last(); i++) {
      long next = started.cycle(i) - origin + 1;
      if ((started.value(i) & mask) != 0 && next > first) {
        parts.add(new Interval(first, next - 1));
        first = next;
      }
    }
    parts.add(new Interval(first, busy.last()));
    return parts;
  }

  private static Interval lastRun(ValueChanges running) {
    int begin = -1;
    for (int i = 0; i < running.size(); i++) {
      begin = running.value(i) != 0 ? i : begin;
    }
    if (begin < 0 || begin + 1 == running.size()) {
      throw new IllegalStateException("no program has ended");
    }
    return new Interval(running.cycle(begin), running.cycle(begin + 1) - 1);
  }

  /// The cycles in which `set` is high and `clear` low.
  private static List<Interval> without(Interval run, ValueChanges set, ValueChanges clear) {
    return Interval.where(run, cycle -> set.at(cycle) != 0 && clear.at(cycle) == 0, set, clear);
  }

  /// The sum of a signal over cycles.
  private static final class Total {
    private final ValueChanges signal;
    private final long origin;
    private final long[] before;

    Total(ValueChanges signal, long origin) {
      this.signal = signal;
      this.origin = origin;
      this.before = new long[signal.size()];
      for (int i = 1; i < before.length; i++) {
        before[i] = before[i - 1] + signal.value(i - 1) * (signal.cycle(i) - signal.cycle(i - 1));
      }
    }

    long during(Interval interval) {
      return until(origin + interval.last() + 1) - until(origin + interval.first());
    }

    /// The sum over all cycles before `cycle`.
    private long until(long cycle) {
      int index = signal.indexAt(cycle);
      return index < 0 ? 0 : before[index] + signal.value(index) * (cycle - signal.cycle(index));
    }
  }
}
