package dev.halfbyte.passes;

import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.text.Sealer;
import dev.halfbyte.ir.verify.Stage;
import dev.halfbyte.ir.verify.Verifier;
import dev.halfbyte.passes.rewrite.Rewriter;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.Suggestions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Runs pipelines over programs; one runner may serve many.
public final class PipelineRunner {
  private final PassCatalogue catalogue;
  private final PipelineOptions options;

  public PipelineRunner(PassCatalogue catalogue, PipelineOptions options) {
    this.catalogue = catalogue;
    this.options = options;
    requireKnownRules();
  }

  /// Runs every step in order.
  ///
  /// Names and arguments of all steps are checked before the first one runs.
  ///
  /// @throws DiagnosticException when the pipeline is wrong, or a pass finds a fault of the user
  public PipelineResult run(Pipeline pipeline, Program program) {
    List<Resolved> steps = resolve(pipeline.steps());
    requireSealLast(steps, false);
    Run run = new Run(Rewriter.canonical(program));
    try {
      run.dump("input");
      run.all(steps);
    } finally {
      // The dumps before a failing pass are what its author needs.
      run.writeIndex();
    }
    return new PipelineResult(run.program, run.sealed, run.reports);
  }

  /// A step with its pass found.
  private sealed interface Resolved {}

  private record Single(String step, Pass pass) implements Resolved {}

  private record Repeat(Pipeline.Fix step, List<Resolved> steps) implements Resolved {}

  private List<Resolved> resolve(List<Pipeline.Step> steps) {
    List<Resolved> resolved = new ArrayList<>();
    for (Pipeline.Step step : steps) {
      resolved.add(
          switch (step) {
            case Pipeline.Apply apply -> new Single(apply.toString(), catalogue.resolve(apply));
            case Pipeline.Fix fix -> new Repeat(fix, resolve(fix.steps()));
          });
    }
    return resolved;
  }

  /// After `seal` no pass may change a result.
  private static boolean requireSealLast(List<Resolved> steps, boolean sealedBefore) {
    boolean sealed = sealedBefore;
    for (Resolved step : steps) {
      switch (step) {
        case Single(String text, Pass pass) -> {
          if (sealed && pass.kind() == Pass.Kind.NUMERIC) {
            throw new DiagnosticException(
                Diagnostic.error(
                        PassCode.NUMERIC_AFTER_SEAL,
                        "`" + text + "` changes results and stands after `seal`")
                    .help("move it before `seal`"));
          }
          sealed |= pass instanceof Seal;
        }
        case Repeat(var _, List<Resolved> inner) -> sealed = requireSealLast(inner, sealed);
      }
    }
    return sealed;
  }

  private void requireKnownRules() {
    TreeSet<String> known = new TreeSet<>(Passes.ruleNames());
    for (String rule : options.disabledRules()) {
      if (!known.contains(rule)) {
        throw new DiagnosticException(
            Diagnostic.error(PassCode.UNKNOWN_RULE, "unknown rule `" + rule + "`")
                .help(
                    Suggestions.didYouMean(rule, known)
                        .orElse("known rules: " + String.join(", ", known))));
      }
    }
  }

  /// The state of one run.
  private final class Run {
    private final PassContext context =
        PassContext.restricted(options.bisectLimit(), options.disabledRules());
    private final Optional<DumpFolder> dumps = options.dumpFolder().map(DumpFolder::create);
    private final List<PassReport> reports = new ArrayList<>();
    private Program program;
    private Optional<SealedProgram> sealed = Optional.empty();

    Run(Program program) {
      this.program = program;
    }

    void all(List<Resolved> steps) {
      for (Resolved step : steps) {
        switch (step) {
          case Single(String text, Pass pass) -> one(text, pass);
          case Repeat(Pipeline.Fix fix, List<Resolved> inner) -> fix(fix, inner);
        }
      }
    }

    private void fix(Pipeline.Fix step, List<Resolved> steps) {
      for (int round = 0; round < Pipeline.FIX_BOUND; round++) {
        Program before = program;
        all(steps);
        if (program.equals(before)) {
          return;
        }
      }
      throw new DiagnosticException(
          Diagnostic.error(
                  PassCode.NO_FIXPOINT,
                  "`"
                      + step
                      + "` still changes the program after "
                      + Pipeline.FIX_BOUND
                      + " rounds")
              .help("find the rules that undo each other with a dump folder and disable one"));
    }

    private void one(String step, Pass pass) {
      Program before = program;
      SortedMap<String, Long> countsBefore = context.fired();
      long start = System.nanoTime();
      program = Rewriter.canonical(pass.run(before, context));
      long nanoseconds = System.nanoTime() - start;
      if (pass instanceof Seal) {
        sealed = Optional.of(Sealer.seal(new CoreProgram(program)));
      }
      int number = reports.size() + 1;
      reports.add(
          PassReport.of(
              number, step, before, program, nanoseconds, since(countsBefore, context.fired())));
      dump(pass.name());
      if (options.verifyEach()) {
        Verifier.require(program, Stage.GRAPH, step);
      }
    }

    void dump(String name) {
      dumps.ifPresent(folder -> folder.write(reports.size(), name, program));
    }

    void writeIndex() {
      dumps.ifPresent(folder -> folder.writeIndex(reports));
    }
  }

  private static SortedMap<String, Long> since(
      SortedMap<String, Long> before, SortedMap<String, Long> after) {
    SortedMap<String, Long> difference = new TreeMap<>();
    after.forEach((rule, count) -> {
      long more = count - before.getOrDefault(rule, 0L);
      if (more > 0) {
        difference.put(rule, more);
      }
    });
    return difference;
  }
}
