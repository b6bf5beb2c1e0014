package dev.halfbyte.conformance.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Consumer;

/// Plants fault after fault and looks for each, after it has seen that nothing is found without.
public final class FaultHunt {
  /// Hunts for a smaller program where the first is not small.
  private static final int MORE_SEEDS = 3;

  private final Options options;
  private final Sources sources;
  private final Consumer<Sighting> listener;

  /// What is done, and where.
  ///
  /// @param root of the checkout
  /// @param folder for patched files, logs and crash folders
  /// @param seed of the places and of the programs
  /// @param programs at most for a fault, instead of what fits its subject
  /// @param everyPlace one fault for each place of a class instead of one a class
  public record Options(
      Path root, Path folder, long seed, OptionalLong programs, boolean everyPlace) {}

  /// @param listener is told of each result
  public FaultHunt(Options options, Consumer<Sighting> listener) {
    this.options = options;
    this.sources = new Sources(options.root());
    this.listener = listener;
  }

  /// Runs the controls of all subjects that `groups` need, then plants each group; where a control
  /// finds something, its subject would find everything, and no fault of it is tried.
  ///
  /// @param groups classes that are planted together
  public List<Sighting> run(List<List<FaultClass>> groups)
      throws IOException, InterruptedException {
    List<Sighting> sightings = new ArrayList<>();
    SequencedSet<String> subjects = new LinkedHashSet<>();
    groups.forEach(group -> subjects.add(group.getFirst().subject()));
    Set<String> trusted = new HashSet<>();
    for (String subject : subjects) {
      Sighting control = tell(control(subject));
      sightings.add(control);
      if (control.isGood()) {
        trusted.add(subject);
      }
    }
    for (List<FaultClass> group : groups) {
      if (trusted.contains(group.getFirst().subject())) {
        sightings.addAll(group(group));
      }
    }
    return sightings;
  }

  private Sighting tell(Sighting sighting) {
    listener.accept(sighting);
    return sighting;
  }

  private Sighting control(String subject) throws IOException, InterruptedException {
    Path overlay = Files.createDirectories(options.folder().resolve("unpatched"));
    Effort effort = effort(subject);
    return hunt("unpatched " + subject, "", "", subject, effort.controls(), overlay);
  }

  private List<Sighting> group(List<FaultClass> classes) throws IOException, InterruptedException {
    List<Sighting> sightings = new ArrayList<>();
    for (PlantedFault fault : sources.instances(classes, options.seed())) {
      Overlay overlay = new Overlay(options.folder().resolve("overlay"));
      if (!overlay.plant(fault)) {
        continue;
      }
      long programs = effort(fault.subject()).programs();
      sightings.add(
          tell(
              hunt(
                  fault.name(),
                  fault.places(),
                  fault.diff(),
                  fault.subject(),
                  programs,
                  overlay.classes())));
      if (!options.everyPlace()) {
        return sightings;
      }
    }
    if (sightings.isEmpty()) {
      String names = String.join("+", classes.stream().map(FaultClass::name).toList());
      Hunt.Result none = new Hunt.Result.Failed("no instance compiles");
      sightings.add(
          tell(new Sighting(names, "", "", classes.getFirst().subject(), none, Duration.ZERO)));
    }
    return sightings;
  }

  private Effort effort(String subject) {
    Effort effort = Effort.of(subject);
    return options.programs().isPresent()
        ? effort.withPrograms(options.programs().getAsLong())
        : effort;
  }

  private Sighting hunt(
      String name, String places, String diff, String subject, long programs, Path overlay)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    Hunt hunt = new Hunt(options.folder(), name, options.seed());
    Hunt.Result result = hunt.run(overlay, subject, programs, effort(subject));
    if (result instanceof Hunt.Result.Found found && found.ops() > Sighting.MOST_OPS) {
      result = smaller(found, name, subject, programs, overlay);
    }
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    return new Sighting(name, places, diff, subject, result, time);
  }

  /// The smallest of `found` and what other seeds find, as they would in a longer campaign: a
  /// shrinker ends where no single move makes its program simpler.
  private Hunt.Result.Found smaller(
      Hunt.Result.Found found, String name, String subject, long programs, Path overlay)
      throws IOException, InterruptedException {
    Hunt.Result.Found least = found;
    for (int more = 1; more <= MORE_SEEDS && least.ops() > Sighting.MOST_OPS; more++) {
      Hunt hunt = new Hunt(options.folder(), name + "-" + more, options.seed() + more);
      Effort effort = effort(subject).forShortPrograms();
      Hunt.Result result = hunt.run(overlay, subject, programs, effort);
      if (result instanceof Hunt.Result.Found other && other.ops() < least.ops()) {
        least = new Hunt.Result.Found(found.after(), other.ops(), other.execution(), other.what());
      }
    }
    return least;
  }
}
