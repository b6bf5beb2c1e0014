package dev.halfbyte.loop.fuse;

import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Decision;
import dev.halfbyte.loop.Repeat;
import dev.halfbyte.loop.Space;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Step;
import dev.halfbyte.loop.TargetFacts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Supplier;

/// Makes one stage of stages that pass rows on to each other.
///
/// Stages that run over the same leading indices, and share written memory at equal leading indices
/// only, run side by side in one iteration each; a buffer that nobody else touches shrinks to what
/// one iteration needs, in scratch. Each element is computed by the same operations in the same
/// order, so no bit changes. Tiles make it blocks of rows: logits, softmax and the product with the
/// values never lie in memory as a whole.
public final class RowBlockFusion {
  private final Proofs proofs;
  private final int rows;
  private final long limit;
  private final Set<String> reserved = new HashSet<>();
  private final Map<Buffer, Set<String>> users = new HashMap<>();
  private final Map<String, StageAccess> accesses = new HashMap<>();
  private final Set<String> fused = new HashSet<>();
  private final List<Decision> decisions = new ArrayList<>();

  private RowBlockFusion(Collection<DimDeclaration> dims, TargetFacts facts) {
    this.proofs = new Proofs(dims);
    this.rows = facts.tile().map(t -> t.shape().rows()).orElse(1);
    this.limit = facts.scratchBytes();
    dims.forEach(d -> reserved.add(d.name()));
  }

  /// What came of it.
  public record Result(List<Step> steps, List<Decision> decisions) {
    public Result {
      steps = List.copyOf(steps);
      decisions = List.copyOf(decisions);
    }
  }

  /// Fuses the stages of `steps`, those of repetitions among themselves.
  public static Result fuse(List<Step> steps, Collection<DimDeclaration> dims, TargetFacts facts) {
    if (facts.scratchBytes() == 0) {
      return new Result(steps, List.of());
    }
    RowBlockFusion fusion = new RowBlockFusion(dims, facts);
    fusion.collect(steps);
    List<Step> fused = fusion.steps(steps);
    return new Result(fused, fusion.decisions);
  }

  private void collect(List<Step> steps) {
    for (Step step : steps) {
      switch (step) {
        case Stage stage ->
            access(stage)
                .buffers()
                .forEach(b -> users.computeIfAbsent(b, k -> new HashSet<>()).add(stage.name()));
        case Repeat repeat -> {
          reserved.add(repeat.variable().name());
          collect(repeat.steps());
        }
      }
    }
  }

  private StageAccess access(Stage stage) {
    return accesses.computeIfAbsent(stage.name(), name -> StageAccess.of(stage));
  }

  private List<Step> steps(List<Step> steps) {
    List<Step> result = new ArrayList<>();
    List<Stage> run = new ArrayList<>();
    for (Step step : steps) {
      switch (step) {
        case Stage stage -> run.add(stage);
        case Repeat repeat -> {
          result.addAll(stages(run));
          run.clear();
          result.add(
              new Repeat(
                  repeat.variable(), repeat.extent(), repeat.origin(), steps(repeat.steps())));
        }
      }
    }
    result.addAll(stages(run));
    return result;
  }

  /// Groups start at the stages that write most, so that the largest buffers go first.
  private List<Stage> stages(List<Stage> run) {
    List<Stage> open = List.copyOf(run);
    List<Stage> starts = new ArrayList<>(run);
    starts.sort(Comparator.comparingLong(this::bytesWritten).reversed());
    for (Stage start : starts) {
      int place = open.indexOf(start);
      Optional<Attempt> best = place < 0 ? Optional.empty() : best(open, place);
      if (best.isPresent()) {
        Attempt attempt = best.get();
        decisions.add(attempt.decision());
        Stage whole = attempt.fused().get();
        fused.add(whole.name());
        List<Stage> next = new ArrayList<>(open.subList(0, place));
        next.addAll(attempt.before());
        next.add(whole);
        next.addAll(attempt.after());
        open = List.copyOf(next);
      }
    }
    return open;
  }

  /// Bytes of the largest workspace buffer that `stage` writes; 0 where it writes none.
  private long bytesWritten(Stage stage) {
    return access(stage).written().stream()
        .filter(b -> b.space() == Space.WORKSPACE)
        .mapToLong(b -> proofs.most(b.bytes()).orElse(Long.MAX_VALUE))
        .max()
        .orElse(0);
  }

  /// A fusion that could be done.
  ///
  /// @param before stages that move before the fused one, `after` those that stay behind it
  private record Attempt(
      Supplier<Stage> fused,
      List<Stage> before,
      List<Stage> after,
      int shrunk,
      Decision decision) {}

  /// The deepest loops that keep anything out of memory: what an iteration needs is least there.
  private Optional<Attempt> best(List<Stage> stages, int start) {
    Stage first = stages.get(start);
    if (bytesWritten(first) == 0) {
      return Optional.empty();
    }
    Optional<Decision> refused = Optional.empty();
    for (List<Header> sameDepth : Header.candidates(first, rows)) {
      Optional<Attempt> best = Optional.empty();
      for (Header header : sameDepth) {
        Trial trial = new Trial(header, stages, start);
        Optional<Attempt> attempt = trial.attempt();
        if (attempt.isPresent() && attempt.get().shrunk() > best.map(Attempt::shrunk).orElse(0)) {
          best = attempt;
        }
        refused = refused.or(trial::refusal);
      }
      if (best.isPresent()) {
        return best;
      }
    }
    refused.ifPresent(decisions::add);
    return Optional.empty();
  }

  /// One header tried on the stages from `start` on.
  private final class Trial {
    private final Group group;
    private final List<Stage> stages;
    private final int start;
    private final List<Stage> before = new ArrayList<>();
    private final List<Stage> after = new ArrayList<>();
    private Optional<Decision> refusal = Optional.empty();

    Trial(Header header, List<Stage> stages, int start) {
      this.group = new Group(header, proofs, reserved);
      this.stages = stages;
      this.start = start;
    }

    Optional<Decision> refusal() {
      return refusal;
    }

    Optional<Attempt> attempt() {
      if (!group.join(stages.get(start))) {
        return Optional.empty();
      }
      // What each prefix of the group would leave before and behind it.
      List<List<Stage>> moved = new ArrayList<>(List.of(List.of()));
      for (Stage stage : stages.subList(start + 1, stages.size())) {
        if (conflicts(stage, after)) {
          after.add(stage);
        } else if (!conflicts(stage, members())) {
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

    private boolean conflicts(Stage stage, List<Stage> others) {
      StageAccess own = access(stage);
      return others.stream().anyMatch(other -> own.conflicts(access(other)));
    }

    /// The shortest prefix that keeps most out of memory.
    private Optional<Attempt> choose(List<List<Stage>> moved) {
      Optional<Attempt> best = Optional.empty();
      for (int count = 2; count <= group.parts().size(); count++) {
        SequencedMap<Buffer, Cells.Cell> inner = group.inner(count, users);
        if (inner.isEmpty() || !group.isWorthwhile(count)) {
          continue;
        }
        long bytes = group.bytes(count, inner);
        if (bytes > limit) {
          refusal = Optional.of(tooLarge(count, bytes));
        } else if (inner.size() > best.map(Attempt::shrunk).orElse(0)) {
          best = Optional.of(attempt(count, moved.get(count - 1), inner, bytes));
        }
      }
      return best;
    }

    private Attempt attempt(
        int count, List<Stage> earlier, SequencedMap<Buffer, Cells.Cell> inner, long bytes) {
      Set<String> gone = new HashSet<>();
      members().subList(0, count).forEach(s -> gone.add(s.name()));
      earlier.forEach(s -> gone.add(s.name()));
      List<Stage> rest =
          stages.subList(start, stages.size()).stream()
              .filter(s -> !gone.contains(s.name()))
              .toList();
      String names = String.join(", ", inner.keySet().stream().map(Buffer::name).toList());
      Decision decision =
          new Decision(
              Decision.Kind.FUSED,
              subject(count),
              "%s in %d bytes of scratch".formatted(names, bytes));
      return new Attempt(() -> group.fused(count, inner), earlier, rest, inner.size(), decision);
    }

    private Decision tooLarge(int count, long bytes) {
      return new Decision(
          Decision.Kind.NOT_FUSED,
          subject(count),
          "an iteration would need %d bytes of scratch, more than %d".formatted(bytes, limit));
    }

    private String subject(int count) {
      return String.join("; ", members().subList(0, count).stream().map(Stage::origin).toList());
    }
  }
}
