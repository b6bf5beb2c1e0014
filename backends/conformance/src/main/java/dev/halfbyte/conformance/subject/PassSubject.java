package dev.halfbyte.conformance.subject;

import dev.halfbyte.conformance.trial.Trial;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.text.IrParser;
import dev.halfbyte.ir.text.IrPrinter;
import dev.halfbyte.ir.text.Sealer;
import dev.halfbyte.ir.verify.Stage;
import dev.halfbyte.ir.verify.Verifier;
import dev.halfbyte.passes.Pass;
import dev.halfbyte.passes.PassCatalogue;
import dev.halfbyte.passes.Passes;
import dev.halfbyte.passes.Pipeline;
import dev.halfbyte.passes.PipelineOptions;
import dev.halfbyte.passes.PipelineRunner;
import dev.halfbyte.passes.rewrite.Rule;
import dev.halfbyte.source.CompilerBug;
import dev.halfbyte.source.SourceFile;
import dev.halfbyte.testkit.Choices;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/// The interpreter on programs that mean the same: after each schedule pass alone, after the usual
/// pipeline, after one drawn from the variation, read back from text, with other numbers of values.
public final class PassSubject implements Subject {
  /// As typed after `--targets`.
  public static final String NAME = "passes";

  private static final Pipeline USUAL =
      Pipeline.parse("expand,fix(simplify,fold-constants,cse,dce),seal");
  private static final int MOST_STEPS = 6;
  private static final int MOST_REWRITES = 24;

  private final PassCatalogue catalogue = Passes.catalogue();

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<String> unavailable() {
    return Optional.empty();
  }

  @Override
  public SequencedMap<String, Outcome> run(Trial trial) {
    Program program = trial.program().program();
    Choices choices = trial.variation().of(NAME);
    Results results = new Results(trial.arguments());
    for (String pass : schedulePasses()) {
      Pipeline alone = Pipeline.parse(pass);
      results.put(pass, () -> after(alone, program, PipelineOptions.DEFAULT));
    }
    PipelineOptions options = restricted(choices);
    results.put("usual", () -> after(USUAL, program, options));
    Pipeline drawn = drawn(choices);
    results.put("drawn", () -> after(drawn, program, PipelineOptions.DEFAULT));
    results.put("text", () -> readBack(trial));
    results.put("numbers", () -> renumbered(trial));
    return results.outcomes;
  }

  private List<String> schedulePasses() {
    return catalogue.entries().values().stream()
        .filter(entry -> entry.kind() == Pass.Kind.SCHEDULE)
        .map(PassCatalogue.Entry::name)
        .toList();
  }

  /// All rewrites, or only the first ones, without one of the rules.
  private static PipelineOptions restricted(Choices choices) {
    if (!choices.oneIn(2)) {
      return PipelineOptions.DEFAULT;
    }
    String disabled = choices.pick(Passes.rules().stream().map(Rule::name).toList());
    return new PipelineOptions(
        Optional.empty(), choices.below(MOST_REWRITES), new TreeSet<>(List.of(disabled)), false);
  }

  /// Passes in any order; no numeric one is among them, so `seal` may stand anywhere.
  private Pipeline drawn(Choices choices) {
    List<String> passes = schedulePasses();
    List<String> steps = new ArrayList<>();
    for (int count = choices.between(1, MOST_STEPS); count > 0; count--) {
      steps.add(choices.pick(passes));
    }
    return Pipeline.parse(String.join(",", steps));
  }

  private Program after(Pipeline pipeline, Program program, PipelineOptions options) {
    return new PipelineRunner(catalogue, options.verifying()).run(pipeline, program).program();
  }

  private static Program readBack(Trial trial) {
    Program program = trial.program().program();
    SourceFile text = SourceFile.of("printed", IrPrinter.print(program));
    Program parsed = IrParser.parse(text, IrPrinter.pool(program)).program();
    if (!parsed.equals(program)) {
      throw new CompilerBug("text reads back as another program:\n" + IrPrinter.print(parsed));
    }
    return parsed;
  }

  private static Program renumbered(Trial trial) {
    Program renumbered = Renumbering.reversed(trial.program().program());
    if (!Sealer.seal(new CoreProgram(renumbered)).hash().equals(trial.program().hash())) {
      throw new CompilerBug("the numbers of values count in the hash");
    }
    return renumbered;
  }

  /// Outcomes by execution; equal programs are run once.
  private static final class Results {
    private final Arguments arguments;
    private final Map<Program, Outcome> known = new HashMap<>();
    private final SequencedMap<String, Outcome> outcomes = new LinkedHashMap<>();

    Results(Arguments arguments) {
      this.arguments = arguments;
    }

    void put(String execution, Supplier<Program> transformation) {
      outcomes.put(NAME + "-" + execution, outcome(transformation));
    }

    private Outcome outcome(Supplier<Program> transformation) {
      try {
        return known.computeIfAbsent(transformation.get(), this::interpret);
      } catch (RuntimeException fault) {
        return Refusals.broken(fault);
      }
    }

    private Outcome interpret(Program program) {
      Verifier.require(program, Stage.CORE, "a schedule pass");
      return new Outcome.Outputs(Interpreter.run(program, arguments.tensors(), arguments.dims()));
    }
  }

  @Override
  public void close() {
    // Nothing outlives a run.
  }
}
