package dev.halfbyte.conformance;

import dev.halfbyte.conformance.crash.CrashCase;
import dev.halfbyte.conformance.crash.CrashFolder;
import dev.halfbyte.conformance.judge.Finding;
import dev.halfbyte.conformance.judge.Judge;
import dev.halfbyte.conformance.judge.Verdict;
import dev.halfbyte.conformance.subject.Refusals;
import dev.halfbyte.conformance.subject.Subject;
import dev.halfbyte.conformance.subject.Subjects;
import dev.halfbyte.conformance.trial.Origin;
import dev.halfbyte.conformance.trial.Variation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `./dev replay`.
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = "Runs the trial of a crash folder again and says who agrees.")
final class ReplayCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int MISSING = 3;

  @Spec @Nullable CommandSpec spec;

  @Parameters(paramLabel = "FOLDER", description = "a crash folder")
  Path folder = Path.of(".");

  @Option(names = "--targets", split = ",", paramLabel = "NAME", description = "default: all")
  List<String> targets = List.of();

  @Option(names = "--isolate", description = "one process a program")
  boolean isolate;

  @Override
  public Integer call() throws IOException, InterruptedException {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    PrintWriter out = line.getOut();
    if (!CrashFolder.is(folder)) {
      throw new ParameterException(line, "no crash folder: " + folder);
    }
    if (!CrashFolder.isMade(folder)) {
      return remake(CrashFolder.origin(folder).orElseThrow(), out);
    }
    CrashCase crash = CrashFolder.read(folder);
    boolean failed = false;
    boolean missing = false;
    Subjects all = Subjects.all(new Subjects.Options(isolate));
    for (Subject subject : TargetNames.choose(all, targets, line).open()) {
      try (subject) {
        if (subject.unavailable().isPresent()) {
          out.println(subject.name() + ": left out, " + subject.unavailable().orElseThrow());
          missing |= !targets.isEmpty();
          continue;
        }
        Verdict verdict = Judge.judge(crash.trial(), Judge.expected(crash.trial()), subject);
        out.printf("%s: %d executions agree%n", subject.name(), verdict.agreed());
        verdict.refusals().forEach(code -> out.println("  no form: " + code));
        for (Finding finding : verdict.findings()) {
          out.println("  " + finding.execution() + ": " + finding.what());
        }
        failed |= !verdict.findings().isEmpty();
      }
    }
    return failed ? FAILED : missing ? MISSING : 0;
  }

  /// Compiles a program that the compiler failed on.
  private static int remake(Origin origin, PrintWriter out) {
    try {
      boolean made = origin.make(new Variation(0)).map(Judge::expected).isPresent();
      out.println(made ? "the compiler makes it" : "the compiler refuses it");
      return 0;
    } catch (RuntimeException fault) {
      out.print(Refusals.broken(fault).what());
      return FAILED;
    }
  }
}
