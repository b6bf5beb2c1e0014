package dev.halfbyte.conformance.fuzz;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Runs targets one after the other, each for its share of the time, and prints a line for each.
final class Campaign {
  private static final long PLANTED_SECONDS = 60;
  private static final int EXTREMES = 200;
  private static final long LEAST_SECONDS = 5;
  private static final int PLANTED_LENGTH = 32;
  private static final Duration MINIMIZING = Duration.ofSeconds(30);

  private final Path root;
  private final PrintWriter out;

  /// @param root of the project; logs and corpora go below its build folders, findings into the
  ///   test resources
  Campaign(Path root, PrintWriter out) {
    this.root = root;
    this.out = out;
  }

  /// Whether the fuzzer finds a fault that is known to be there.
  boolean findsThePlantedCrash() throws IOException, InterruptedException {
    FuzzProcess process = new FuzzProcess(folder("planted"), PlantedCrash.class, PLANTED_LENGTH);
    process.clear();
    process.clearCorpus();
    FuzzReport report = process.runUntilFound(PLANTED_SECONDS);
    boolean found = report.failures().stream().anyMatch(f -> f.contains(PlantedCrash.MESSAGE));
    line(
        "planted",
        report,
        found ? "found, as it must be" : "NOT FOUND: what follows proves nothing");
    return found;
  }

  /// Fuzzes one target.
  ///
  /// @return the number of its findings, each saved as a test input
  int fuzz(FuzzTarget target, long seconds) throws IOException, InterruptedException {
    FuzzProcess process = new FuzzProcess(folder(target.label()), target.entry(), target.longest());
    process.clear();
    List<byte[]> seeds = new ArrayList<>(Seeds.of(target));
    seeds.addAll(Extremes.of(target, seeds, EXTREMES, System.nanoTime()));
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    FuzzReport report = FuzzReport.none();
    long left = seconds;
    // A hang or a full heap ends the process; what is left of the time goes to a new one.
    do {
      report = report.then(process.run(seeds, left));
      left = (end - System.nanoTime()) / 1_000_000_000L;
    } while (left >= LEAST_SECONDS && report.executions() > 0);
    List<Path> findings = process.findings();
    boolean ran = report.executions() > 0;
    line(
        target.label(),
        report,
        ran ? findings.size() + " findings" : "DID NOT RUN, see " + process.folder());
    for (Path finding : findings) {
      keep(target, finding);
    }
    report.failures().stream().distinct().forEach(failure -> out.println("    " + failure));
    out.flush();
    return ran ? findings.size() : Math.max(1, findings.size());
  }

  /// Prints the head of the table.
  void head() {
    out.printf("%-12s %12s %9s %7s %7s%n", "target", "executions", "per s", "edges", "corpus");
    out.flush();
  }

  private void line(String name, FuzzReport report, String verdict) {
    out.printf(
        "%-12s %12d %9d %7d %7d  %s%n",
        name, report.executions(), report.perSecond(), report.edges(), report.corpus(), verdict);
    out.flush();
  }

  private void keep(FuzzTarget target, Path finding) throws IOException {
    Path kept = Inputs.folder(root, target).resolve(finding.getFileName().toString());
    Files.createDirectories(kept.getParent());
    byte[] whole = Files.readAllBytes(finding);
    // What hangs or fills the heap would do so here, too.
    boolean fails = finding.getFileName().toString().startsWith("crash-");
    byte[] least = fails ? new Minimizer(target::run, MINIMIZING).minimize(whole) : whole;
    Files.write(kept, least);
    out.printf("    kept %s, %d of %d bytes%n", root.relativize(kept), least.length, whole.length);
  }

  private Path folder(String name) throws IOException {
    return Files.createDirectories(root.resolve("backends/conformance/target/fuzz").resolve(name));
  }
}
