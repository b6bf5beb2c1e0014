package dev.halfbyte.conformance;

import dev.halfbyte.conformance.fault.FaultCatalogue;
import dev.halfbyte.conformance.fault.FaultClass;
import dev.halfbyte.conformance.fault.FaultHunt;
import dev.halfbyte.conformance.fault.FaultReport;
import dev.halfbyte.conformance.fault.Sighting;
import dev.halfbyte.conformance.subject.Subject;
import dev.halfbyte.conformance.subject.Subjects;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `./dev faults`.
@Command(
    name = "faults",
    mixinStandardHelpOptions = true,
    description = {
      "Puts one mistake after another into the compiler, its backends and the RTL, and looks for",
      "each with random programs: whether the oracle would find it, how soon, and how small."
    },
    footer = {
      "",
      "Ends with 1 where a mistake is not found, or not with at most "
          + Sighting.MOST_OPS
          + " ops.",
      "",
      "Examples:",
      "  ./dev faults",
      "  ./dev faults --targets jvm --seed 3 --every-place",
      "  ./dev faults --faults rounding-half,tile-edge"
    })
final class FaultsCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--faults",
      split = ",",
      paramLabel = "NAME",
      description = "classes, or two joined by `+` (default: all)")
  List<String> names = List.of();

  @Option(
      names = "--targets",
      split = ",",
      paramLabel = "NAME",
      description = "only classes that these must find")
  List<String> targets = List.of();

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "of the places and the programs (default: 1)")
  long seed = 1;

  @Option(
      names = "--programs",
      paramLabel = "N",
      description = "at most for a fault (default: by target)")
  Optional<Long> programs = Optional.empty();

  @Option(
      names = "--every-place",
      description = "one fault for each place of a class instead of one for each class")
  boolean everyPlace;

  @Option(names = "--list", description = "only says which classes there are")
  boolean list;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "for patched files and logs (default: backends/conformance/target/faults)")
  Path folder = root().resolve("backends/conformance/target/faults");

  @Option(names = "--json", paramLabel = "FILE", description = "write the report there, too")
  Optional<Path> json = Optional.empty();

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = line().getOut();
    List<List<FaultClass>> groups = present(groups());
    if (list) {
      groups.forEach(group -> describe(group, out));
      return 0;
    }
    FaultReport.printHead(out);
    FaultHunt.Options options =
        new FaultHunt.Options(
            root(),
            folder,
            seed,
            programs.map(OptionalLong::of).orElse(OptionalLong.empty()),
            everyPlace);
    List<Sighting> sightings =
        new FaultHunt(options, sighting -> FaultReport.print(sighting, out)).run(groups);
    FaultReport.printTotals(sightings, out);
    if (json.isPresent()) {
      Files.writeString(json.orElseThrow(), FaultReport.json(sightings));
    }
    return sightings.stream().allMatch(Sighting::isGood) ? 0 : 1;
  }

  private static Path root() {
    return Path.of(System.getProperty("halfbyte.root", "."));
  }

  private static void describe(List<FaultClass> group, PrintWriter out) {
    for (FaultClass kind : group) {
      out.printf("%-28s %-14s %-8s %s%n", kind.name(), kind.area(), kind.subject(), kind.models());
    }
  }

  private List<List<FaultClass>> groups() {
    List<List<FaultClass>> groups = new ArrayList<>();
    if (names.isEmpty()) {
      FaultCatalogue.classes().forEach(kind -> groups.add(List.of(kind)));
      groups.addAll(FaultCatalogue.doubles());
    }
    for (String name : names) {
      List<FaultClass> group = new ArrayList<>();
      for (String single : name.split("\\+")) {
        group.add(
            FaultCatalogue.named(single)
                .orElseThrow(() -> new ParameterException(line(), "no fault `" + single + "`")));
      }
      groups.add(group);
    }
    return groups.stream()
        .filter(g -> targets.isEmpty() || targets.contains(g.getFirst().subject()))
        .toList();
  }

  /// Those whose subjects this machine can run; the others are named.
  private List<List<FaultClass>> present(List<List<FaultClass>> groups) {
    Set<String> wanted = new LinkedHashSet<>();
    groups.forEach(group -> wanted.add(group.getFirst().subject()));
    Set<String> present = new LinkedHashSet<>();
    Subjects subjects = Subjects.all(new Subjects.Options(false)).only(List.copyOf(wanted));
    for (Subject subject : subjects.open()) {
      try (subject) {
        Optional<String> reason = subject.unavailable();
        if (reason.isEmpty()) {
          present.add(subject.name());
        } else {
          leftOut(subject.name(), reason.orElseThrow());
        }
      }
    }
    wanted.stream()
        .filter(name -> !subjects.names().contains(name))
        .forEach(name -> leftOut(name, "there is no such target"));
    return groups.stream().filter(g -> present.contains(g.getFirst().subject())).toList();
  }

  private void leftOut(String subject, String reason) {
    line().getErr().println("faults of " + subject + " are left out: " + reason);
  }

  private picocli.CommandLine line() {
    return Objects.requireNonNull(spec).commandLine();
  }
}
