package dev.halfbyte.conformance;

import dev.halfbyte.conformance.campaign.Campaign;
import dev.halfbyte.conformance.campaign.Checkpoint;
import dev.halfbyte.conformance.campaign.Plan;
import dev.halfbyte.conformance.campaign.Score;
import dev.halfbyte.conformance.subject.Subject;
import dev.halfbyte.conformance.subject.Subjects;
import dev.halfbyte.conformance.trial.Recipe;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `./dev conformance`.
@Command(
    name = "conformance",
    mixinStandardHelpOptions = true,
    description = {
      "Makes programs at random and runs each on every target; all must give the interpreter's",
      "bits. What fails is shrunk and kept in a crash folder that replays it."
    },
    footer = {
      "",
      "Examples:",
      "  ./dev conformance --programs 1000 --seed 7",
      "  ./dev conformance --programs 1000000 --seed 1 --targets jvm --resume"
    })
final class ConformanceCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int MISSING = 3;

  @Spec @Nullable CommandSpec spec;

  @Option(names = "--programs", paramLabel = "N", description = "how many (default: 1000)")
  long programs = 1000;

  @Option(names = "--seed", paramLabel = "S", description = "same seed, same programs (default: 1)")
  long seed = 1;

  @Option(
      names = "--targets",
      split = ",",
      paramLabel = "NAME",
      description = "of loops, jvm, ... (default: all that this machine can run)")
  List<String> targets = List.of();

  @Option(
      names = "--recipes",
      split = ",",
      paramLabel = "NAME",
      description = "kinds of program: ${COMPLETION-CANDIDATES} (default: all, in turns)")
  List<Recipe> recipes = List.of(Recipe.values());

  @Option(names = "--jobs", paramLabel = "N", description = "threads (default: one a processor)")
  int jobs = Runtime.getRuntime().availableProcessors();

  @Option(names = "--isolate", description = "one process a program instead of one that stays")
  boolean isolate;

  @Option(
      names = "--hardware",
      paramLabel = "TEXT",
      description = "a configuration of rtl, may be given several times (default: all)")
  List<String> hardware = List.of();

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description = "for verilated configurations (default: backends/conformance/target/models)")
  Path models = Subjects.usualModels();

  @Option(names = "--resume", description = "go on where the same campaign was interrupted")
  boolean resume;

  @Option(
      names = "--max-failures",
      paramLabel = "N",
      description = "end after so many different failures (default: 10)")
  int mostFailures = 10;

  @Option(
      names = "--shrink-trials",
      paramLabel = "N",
      description = "simpler programs to try for a failure (default: 2000)")
  int shrinkTrials = 2000;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "for state and crash folders (default: backends/conformance/target/campaign)")
  Path folder =
      Path.of(System.getProperty("halfbyte.root", "."), "backends/conformance/target/campaign");

  @Option(names = "--json", paramLabel = "FILE", description = "write the report there, too")
  Optional<Path> json = Optional.empty();

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = line().getOut();
    Optional<Subjects> subjects =
        available(Subjects.all(new Subjects.Options(isolate, hardware, models)));
    if (subjects.isEmpty()) {
      return MISSING;
    }
    Plan plan =
        new Plan(
            programs,
            seed,
            subjects.orElseThrow(),
            recipes,
            Math.max(1, jobs),
            folder.resolve("crashes"),
            mostFailures,
            shrinkTrials);
    Path state = folder.resolve("state.json");
    Checkpoint start = start(plan, state);
    Campaign.Result result;
    try (CampaignProgress progress =
        new CampaignProgress(start, state, programs, line().getErr())) {
      result = Campaign.run(plan, start.next(), start.score(), progress);
    }
    Report.print(plan, result, out);
    if (json.isPresent()) {
      Files.writeString(json.orElseThrow(), Report.json(plan, result));
    }
    long findings = result.score().findings();
    out.println(findings == 0 ? "\nzero mismatches" : "\n" + findings + " mismatches");
    return findings == 0 ? 0 : FAILED;
  }

  private Checkpoint start(Plan plan, Path state) throws IOException {
    String words = plan.words();
    String code = Checkpoint.codeHash();
    Optional<Checkpoint> kept = resume ? Checkpoint.read(state) : Optional.empty();
    if (resume && kept.isEmpty()) {
      line().getErr().println("nothing to resume; starting with program 0");
    }
    if (kept.isPresent() && !kept.orElseThrow().fits(words, code)) {
      throw new ParameterException(
          line(),
          "cannot resume: "
              + state
              + " is of another campaign, or the code has changed since; leave --resume out");
    }
    return kept.orElse(new Checkpoint(words, code, 0, new Score()));
  }

  /// The targets to run; empty when one that was asked for is missing here.
  private Optional<Subjects> available(Subjects all) {
    Subjects wanted = TargetNames.choose(all, targets, line());
    List<String> present = new ArrayList<>();
    for (Subject subject : wanted.open()) {
      Optional<String> reason = subject.unavailable();
      subject.close();
      if (reason.isEmpty()) {
        present.add(subject.name());
        subject.leftOut().forEach(what -> line().getErr().println("left out: " + what));
      } else {
        line().getErr().println(subject.name() + " is left out: " + reason.orElseThrow());
      }
    }
    boolean missing = !targets.isEmpty() && present.size() < wanted.names().size();
    return missing ? Optional.empty() : Optional.of(wanted.only(present));
  }

  private CommandLine line() {
    return Objects.requireNonNull(spec).commandLine();
  }
}
