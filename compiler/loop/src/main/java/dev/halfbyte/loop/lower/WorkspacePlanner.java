package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Repeat;
import dev.halfbyte.loop.Space;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Step;
import dev.halfbyte.loop.Workspace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Gives workspace buffers of one element type and size, whose lifetimes do not meet, the same
/// slot.
final class WorkspacePlanner {
  /// First and last stage that touches a buffer.
  private record Lifetime(int first, int last) {
    Lifetime join(Lifetime other) {
      return new Lifetime(Math.min(first, other.first), Math.max(last, other.last));
    }
  }

  /// First and last stage of every repetition, inner ones first.
  private final List<Lifetime> repeated = new ArrayList<>();

  private final SequencedMap<Buffer, Lifetime> lifetimes = new LinkedHashMap<>();
  private int stages;

  static Workspace plan(List<Step> steps) {
    WorkspacePlanner planner = new WorkspacePlanner();
    planner.visit(steps);
    return planner.place();
  }

  private void visit(List<Step> steps) {
    for (Step step : steps) {
      switch (step) {
        case Stage stage -> {
          int number = stages++;
          BufferUses.of(stage).stream()
              .filter(b -> b.space() == Space.WORKSPACE)
              .forEach(b -> lifetimes.merge(b, new Lifetime(number, number), Lifetime::join));
        }
        case Repeat repeat -> {
          int first = stages;
          visit(repeat.steps());
          repeated.add(new Lifetime(first, stages - 1));
        }
      }
    }
  }

  /// What is alive before or after a repetition and inside is alive in all its iterations; what is
  /// not is written before it is read in every iteration.
  private Lifetime throughRepetitions(Lifetime lifetime) {
    Lifetime extended = lifetime;
    for (Lifetime repetition : repeated) {
      boolean meets = extended.first <= repetition.last && extended.last >= repetition.first;
      boolean inside = extended.first >= repetition.first && extended.last <= repetition.last;
      extended = meets && !inside ? extended.join(repetition) : extended;
    }
    return extended;
  }

  private Workspace place() {
    lifetimes.replaceAll((_, lifetime) -> throughRepetitions(lifetime));
    List<Workspace.Slot> slots = new ArrayList<>();
    List<Integer> busyUntil = new ArrayList<>();
    List<Workspace.Placement> placements = new ArrayList<>();
    List<Map.Entry<Buffer, Lifetime>> byStart = new ArrayList<>(lifetimes.entrySet());
    byStart.sort(Comparator.comparingInt(entry -> entry.getValue().first));
    for (var entry : byStart) {
      Buffer buffer = entry.getKey();
      int slot = free(slots, busyUntil, buffer, entry.getValue().first);
      if (slot == slots.size()) {
        slots.add(new Workspace.Slot(buffer.elem(), buffer.size(), end(slots)));
        busyUntil.add(-1);
      }
      busyUntil.set(slot, entry.getValue().last);
      placements.add(new Workspace.Placement(buffer, slot));
    }
    return new Workspace(slots, placements);
  }

  private static int free(
      List<Workspace.Slot> slots, List<Integer> busyUntil, Buffer buffer, int first) {
    for (int slot = 0; slot < slots.size(); slot++) {
      boolean fits =
          slots.get(slot).elem() == buffer.elem() && slots.get(slot).size().equals(buffer.size());
      if (fits && busyUntil.get(slot) < first) {
        return slot;
      }
    }
    return slots.size();
  }

  private static Dim end(List<Workspace.Slot> slots) {
    return new Workspace(slots, List.of()).bytes();
  }
}
