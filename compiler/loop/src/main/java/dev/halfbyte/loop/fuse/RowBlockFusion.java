package dev.halfbyte.loop.fuse;

import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.loop.Decision;
import dev.halfbyte.loop.Repeat;
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
import java.util.Set;

/// Makes one stage of stages that pass rows on to each other.
///
/// Stages that run over the same leading indices, and share written memory at equal leading indices
/// only, run side by side in one iteration each; a buffer that nobody else touches shrinks to what
/// one iteration needs, in scratch. Each element is computed by the same operations in the same
/// order, so no bit changes. Tiles make it blocks of rows: logits, softmax and the product with the
/// values never lie in memory as a whole.
public final class RowBlockFusion {
  private final Program program;
  private final Blocks blocks;
  private final long limit;
  private final Set<String> apart;
  private final Set<String> fused = new HashSet<>();
  private final List<Decision> decisions = new ArrayList<>();

  private RowBlockFusion(Program program, TargetFacts facts) {
    this.program = program;
    this.blocks = Blocks.of(facts);
    this.limit = facts.scratchBytes();
    this.apart = facts.choices().apart();
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
    RowBlockFusion fusion = new RowBlockFusion(new Program(steps, dims), facts);
    List<Step> result = fusion.steps(steps);
    return new Result(result, fusion.decisions);
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
          List<Step> inside = steps(repeat.steps());
          result.add(new Repeat(repeat.variable(), repeat.extent(), repeat.origin(), inside));
        }
      }
    }
    result.addAll(stages(run));
    return result;
  }

  /// Takes the largest buffers first, and starts the group that is to hold one where most others
  /// are held too.
  private List<Stage> stages(List<Stage> run) {
    List<Stage> open = List.copyOf(run);
    List<Stage> writers = new ArrayList<>(run);
    writers.sort(Comparator.comparingLong(program::bytesWritten).reversed());
    Map<String, Optional<Attempt>> attempts = new HashMap<>();
    Map<String, Decision> refusals = new HashMap<>();
    for (Stage writer : writers) {
      Optional<Attempt> best = Optional.empty();
      for (Stage start : origins(open, writer)) {
        if (apart.contains(start.name())) {
          continue;
        }
        List<Stage> rest = open.subList(open.indexOf(start), open.size());
        best =
            Attempt.better(best, attempts.computeIfAbsent(start.name(), n -> best(rest, refusals)));
      }
      if (best.isPresent()) {
        open = best.get().apply(open);
        fused.add(best.get().name());
        decisions.add(best.get().decision());
        attempts.clear();
      }
    }
    open.stream()
        .flatMap(s -> Optional.ofNullable(refusals.get(s.name())).stream())
        .forEach(decisions::add);
    return open;
  }

  /// `stage` and those before it that it comes from, each by the largest buffer that the next one
  /// reads; empty where it is fused already or writes no such buffer.
  private List<Stage> origins(List<Stage> stages, Stage stage) {
    List<Stage> origins = new ArrayList<>();
    Optional<Stage> next =
        Optional.of(stage).filter(s -> program.bytesWritten(s) > 0 && stages.contains(s));
    while (next.isPresent()) {
      Stage last = next.get();
      origins.add(last);
      next =
          stages.subList(0, stages.indexOf(last)).stream()
              .filter(s -> !fused.contains(s.name()) && program.bytesPassed(s, last) > 0)
              .max(Comparator.comparingLong(s -> program.bytesPassed(s, last)));
    }
    return origins;
  }

  /// The fusion that starts with the first of `stages`, by the deepest loops that keep anything out
  /// of memory.
  ///
  /// @param refusals gets by the name of that stage why there is none, where it would be too large
  private Optional<Attempt> best(List<Stage> stages, Map<String, Decision> refusals) {
    Optional<Decision> tooLarge = Optional.empty();
    for (List<Header> sameDepth : Header.candidates(stages.getFirst(), blocks)) {
      Optional<Attempt> best = Optional.empty();
      for (Header header : sameDepth) {
        Trial trial = new Trial(program, limit, header, stages, fused);
        best = Attempt.better(best, trial.attempt());
        tooLarge = tooLarge.or(trial::refusal);
      }
      if (best.isPresent()) {
        return best;
      }
    }
    String start = stages.getFirst().name();
    tooLarge.ifPresentOrElse(
        decision -> refusals.put(start, decision), () -> refusals.remove(start));
    return Optional.empty();
  }
}
