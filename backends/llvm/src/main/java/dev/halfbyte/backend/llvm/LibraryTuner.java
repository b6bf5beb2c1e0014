package dev.halfbyte.backend.llvm;

import dev.halfbyte.backend.llvm.abi.VariantPrograms;
import dev.halfbyte.backend.llvm.run.CpuFeatures;
import dev.halfbyte.backend.llvm.run.ProcessorName;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.backend.Tuner;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.cost.ProgramCost;
import dev.halfbyte.loop.lower.LoopLowering;
import dev.halfbyte.loop.schedule.Schedule;
import dev.halfbyte.loop.schedule.ScheduleNeighbours;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/// Schedules of native libraries, measured on the best variant that this processor has.
///
/// @param family of this machine
record LibraryTuner(IsaFamily family) implements Tuner {
  @Override
  public Optional<String> unavailable() {
    return best().isPresent()
        ? Optional.empty()
        : Optional.of("this CPU has no variant of `" + family.targetName() + "`");
  }

  @Override
  public String variant() {
    return best().orElseThrow().label();
  }

  @Override
  public String processor() {
    return ProcessorName.ofThisMachine();
  }

  @Override
  public SortedSet<String> features() {
    return new TreeSet<>(CpuFeatures.ofThisMachine().flags());
  }

  private Optional<IsaVariant> best() {
    CpuFeatures features = CpuFeatures.ofThisMachine();
    return IsaVariant.of(family).reversed().stream()
        // A schedule with another tile has no variant with tiles of registers.
        .filter(variant -> !variant.hasTiles() && features.missing(variant).isEmpty())
        .findFirst();
  }

  @Override
  public List<Candidate> candidates(
      SealedProgram program, SortedMap<String, String> options, SortedMap<String, Long> dims) {
    Schedule schedule = Schedule.of(options);
    LoopProgram own = lower(program, schedule);
    List<LoopProgram> seen = new ArrayList<>(List.of(own));
    List<Candidate> others = new ArrayList<>();
    TargetFacts facts = TargetShapes.of(family);
    for (Schedule other : ScheduleNeighbours.of(schedule, own, facts)) {
      Optional<LoopProgram> loops = tryLower(program, other);
      if (loops.isPresent() && seen.stream().noneMatch(s -> same(s, loops.get()))) {
        seen.add(loops.get());
        others.add(new Candidate(other.options(), seconds(loops.get(), dims)));
      }
    }
    others.sort(Comparator.comparingDouble(Candidate::predictedSeconds));
    return others;
  }

  private static boolean same(LoopProgram one, LoopProgram other) {
    return one.steps().equals(other.steps());
  }

  @Override
  public double predictedSeconds(
      SealedProgram program, SortedMap<String, String> options, SortedMap<String, Long> dims) {
    return seconds(lower(program, Schedule.of(options)), dims);
  }

  private double seconds(LoopProgram loops, SortedMap<String, Long> dims) {
    return TargetShapes.of(family)
        .rates()
        .map(rates -> ProgramCost.of(loops, rates, dims).seconds())
        .orElse(0.0);
  }

  private LoopProgram lower(SealedProgram program, Schedule schedule) {
    return LoopLowering.lower(program, schedule.on(TargetShapes.of(family)));
  }

  /// Choices that do not go together are none.
  private Optional<LoopProgram> tryLower(SealedProgram program, Schedule schedule) {
    try {
      return Optional.of(lower(program, schedule));
    } catch (DiagnosticException unfit) {
      return Optional.empty();
    }
  }

  @Override
  public Loaded load(SealedProgram program, SortedMap<String, String> options, Arguments inputs) {
    IsaVariant variant = best().orElseThrow();
    VariantPrograms programs =
        VariantLowering.lower(program, List.of(variant), one -> LlvmBackend.facts(one, options));
    byte[] library = new NativeLibrary(programs, family).sharedLibrary();
    return LoadedLibrary.of(library, program.program(), variant, inputs);
  }
}
