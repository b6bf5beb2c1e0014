package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Space;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Workspace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Gives workspace buffers of one element type and size, whose lifetimes do not meet, the same
/// slot.
final class WorkspacePlanner {
  private WorkspacePlanner() {}

  /// First and last stage that touches a buffer.
  private record Lifetime(int first, int last) {}

  static Workspace plan(List<Stage> stages) {
    SequencedMap<Buffer, Lifetime> lifetimes = new LinkedHashMap<>();
    for (int i = 0; i < stages.size(); i++) {
      int stage = i;
      BufferUses.of(stages.get(i)).stream()
          .filter(b -> b.space() == Space.WORKSPACE)
          .forEach(b ->
              lifetimes.merge(
                  b, new Lifetime(stage, stage), (a, c) -> new Lifetime(a.first, c.last)));
    }
    List<Workspace.Slot> slots = new ArrayList<>();
    List<Integer> busyUntil = new ArrayList<>();
    List<Workspace.Placement> placements = new ArrayList<>();
    for (var entry : lifetimes.entrySet()) {
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
