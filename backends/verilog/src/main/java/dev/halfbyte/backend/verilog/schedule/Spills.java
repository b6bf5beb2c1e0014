package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.bind.Matrix;
import dev.halfbyte.backend.verilog.bind.Task;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.CommandField;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Keeps matrices in the DRAM between the phases that make and read them, where the memories are
/// too small for all of their rows.
///
/// The phase that makes such a matrix stores it chunk by chunk, each later phase that reads it
/// loads it chunk by chunk, as another matrix: so that it is local to every phase, and a chunk of
/// it is enough.
final class Spills {
  /// Where the region of spilled words begins while programs are made. When the constants are
  /// known, it moves down behind them.
  static final int ORIGIN = 1 << 28;

  private final Phases phases;
  private final Lifetimes lifetimes;
  private final AcceleratorConfig config;

  private Spills(Phases phases) {
    this.phases = phases;
    this.lifetimes = Lifetimes.of(phases);
    this.config = phases.config();
  }

  /// Returns phases that fit the memories, with as few matrices in the DRAM as that takes, the
  /// largest first; the phases as they are if they fit, if there is no DRAM, or if it does not
  /// help.
  static Phases fit(Phases phases) {
    if (!phases.config().hasDram() || fits(phases)) {
      return phases;
    }
    Spills spills = new Spills(phases);
    Set<Matrix> chosen = new LinkedHashSet<>();
    for (Matrix matrix : spills.candidates()) {
      chosen.add(matrix);
      Optional<Phases> spilled = spills.without(chosen).filter(Spills::fits);
      if (spilled.isPresent()) {
        return spilled.get();
      }
    }
    return phases;
  }

  private static boolean fits(Phases phases) {
    return new Layouts(Lifetimes.of(phases)).fewest().isPresent();
  }

  /// Matrices that one phase makes and later ones read chunk by chunk, the largest first.
  private List<Matrix> candidates() {
    return lifetimes.matrices().stream()
        .filter(matrix -> !lifetimes.isLocal(matrix) && writers(matrix) == 1)
        .filter(matrix -> !lifetimes.isReadAsAWhole(matrix))
        .sorted(Comparator.comparingLong(this::beats).reversed().thenComparingInt(Matrix::id))
        .toList();
  }

  private long writers(Matrix matrix) {
    long count = 0;
    for (int phase = 0; phase < phases.count(); phase++) {
      count += phases.tasks(phase).stream().anyMatch(task -> writes(task, matrix)) ? 1 : 0;
    }
    return count;
  }

  private static boolean writes(Task task, Matrix matrix) {
    return task.writes().filter(matrix::equals).isPresent();
  }

  /// Beats of all rows in the DRAM.
  private long beats(Matrix matrix) {
    long blocks = Math.ceilDiv(matrix.rows(), config.rows());
    return blocks * matrix.rowBlockWords() * matrix.home().beatsPerWord(config);
  }

  /// Returns the phases with these matrices in the DRAM; nothing if that is too small.
  private Optional<Phases> without(Set<Matrix> spilled) {
    List<List<Phases.Job>> jobs = new ArrayList<>(phases.jobs());
    int id = lifetimes.matrices().stream().mapToInt(Matrix::id).max().orElse(0);
    long first = ORIGIN;
    for (Matrix matrix : spilled) {
      if (first + beats(matrix) > 1L << CommandField.DRAM_ADDRESS.width()) {
        return Optional.empty();
      }
      for (int phase = 0; phase < phases.count(); phase++) {
        List<Phases.Job> now = jobs.get(phase);
        if (phase == lifetimes.phaseOf(lifetimes.span(matrix).first())) {
          jobs.set(phase, stored(now, matrix, (int) first));
        } else if (now.stream().anyMatch(job -> job.task().reads().contains(matrix))) {
          id++;
          jobs.set(phase, loaded(now, matrix, matrix.copy(id), (int) first));
        }
      }
      first += beats(matrix);
    }
    return Optional.of(new Phases(jobs, config));
  }

  /// Behind the last task that writes it.
  private static List<Phases.Job> stored(List<Phases.Job> jobs, Matrix matrix, int first) {
    int last = 0;
    for (int i = 0; i < jobs.size(); i++) {
      last = writes(jobs.get(i).task(), matrix) ? i : last;
    }
    Phases.Job writer = jobs.get(last);
    List<Phases.Job> changed = new ArrayList<>(jobs);
    changed.add(
        last + 1, new Phases.Job(new Task.Spill(matrix, first), writer.index(), writer.label()));
    return changed;
  }

  /// In front of the first task that reads it.
  private static List<Phases.Job> loaded(
      List<Phases.Job> jobs, Matrix matrix, Matrix copy, int first) {
    Substitution substitution = new Substitution(matrix, copy);
    List<Phases.Job> changed = new ArrayList<>();
    boolean there = false;
    for (Phases.Job job : jobs) {
      if (!there && job.task().reads().contains(matrix)) {
        changed.add(new Phases.Job(new Task.Fill(copy, first), job.index(), job.label()));
        there = true;
      }
      changed.add(new Phases.Job(substitution.in(job.task()), job.index(), job.label()));
    }
    return changed;
  }
}
