package dev.halfbyte.loop.fuse;

import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Decision;
import dev.halfbyte.loop.Stage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/// One header tried on a list of stages, from one of them on.
///
/// Every later stage either joins the group, or does not touch what the group touches and moves
/// before it, or stays behind.
final class Trial {
  private final Program program;
  private final long limit;
  private final Group group;
  private final List<Stage> stages;
  private final Set<String> fused;
  private final List<Stage> before = new ArrayList<>();
  private final List<Stage> after = new ArrayList<>();
  private Optional<Decision> refusal = Optional.empty();

  /// @param limit bytes of scratch that the fused stage may have
  /// @param stages the first of which starts the group, and those behind it
  /// @param fused names of stages that are fused already
  Trial(Program program, long limit, Header header, List<Stage> stages, Set<String> fused) {
    this.program = program;
    this.limit = limit;
    this.group = new Group(header, program.proofs(), program.reserved());
    this.stages = stages;
    this.fused = fused;
  }

  /// Why the fusion would be too large, where it would.
  Optional<Decision> refusal() {
    return refusal;
  }

  Optional<Attempt> attempt() {
    if (!group.join(stages.getFirst())) {
      return Optional.empty();
    }
    // What had moved before the group when each of its members came in.
    List<List<Stage>> moved = new ArrayList<>(List.of(List.of()));
    for (Stage stage : stages.subList(1, stages.size())) {
      if (program.conflict(stage, after)) {
        after.add(stage);
      } else if (!program.conflict(stage, members())) {
        before.add(stage);
      } else if (!fused.contains(stage.name()) && group.join(stage)) {
        moved.add(List.copyOf(before));
      } else {
        after.add(stage);
      }
    }
    return choose(moved);
  }

  private List<Stage> members() {
    return group.parts().stream().map(Group.Part::stage).toList();
  }

  /// The shortest part of the group that keeps most out of memory.
  private Optional<Attempt> choose(List<List<Stage>> moved) {
    Optional<Attempt> best = Optional.empty();
    for (int count = 2; count <= group.parts().size(); count++) {
      SequencedMap<Buffer, Cells.Cell> inner = group.inner(count, program.users());
      if (inner.isEmpty() || !group.isWorthwhile(count)) {
        continue;
      }
      long bytes = group.bytes(count, inner);
      if (bytes > limit) {
        refusal = Optional.of(tooLarge(count, bytes));
      } else {
        Attempt attempt = attempt(count, moved.get(count - 1), inner, bytes);
        best = Attempt.better(best, Optional.of(attempt));
      }
    }
    return best;
  }

  private Attempt attempt(
      int count, List<Stage> earlier, SequencedMap<Buffer, Cells.Cell> inner, long bytes) {
    Set<String> gone = new HashSet<>();
    members().subList(0, count).forEach(s -> gone.add(s.name()));
    earlier.forEach(s -> gone.add(s.name()));
    List<Stage> rest = stages.stream().filter(s -> !gone.contains(s.name())).toList();
    long saved =
        inner.keySet().stream()
            .mapToLong(program::bytes)
            .reduce(0, (a, b) -> a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b);
    String names = String.join(", ", inner.keySet().stream().map(Buffer::name).toList());
    Decision decision =
        new Decision(
            Decision.Kind.FUSED,
            subject(count),
            "%s in %d bytes of scratch".formatted(names, bytes));
    return new Attempt(group, count, inner, saved, earlier, rest, decision);
  }

  private Decision tooLarge(int count, long bytes) {
    return new Decision(
        Decision.Kind.NOT_FUSED,
        subject(count),
        "an iteration would need %d bytes of scratch, more than %d".formatted(bytes, limit));
  }

  private String subject(int count) {
    return String.join(
        "; ", members().subList(0, count).stream().map(Stage::origin).distinct().toList());
  }
}
