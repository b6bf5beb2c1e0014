package dev.halfbyte.cli;

import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.KernelFile;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.text.ConstantPool;
import dev.halfbyte.ir.text.IrParser;
import dev.halfbyte.ir.text.IrPrinter;
import dev.halfbyte.ir.text.ParsedProgram;
import dev.halfbyte.ir.verify.Stage;
import dev.halfbyte.ir.verify.Verifier;
import dev.halfbyte.passes.PassReport;
import dev.halfbyte.passes.Passes;
import dev.halfbyte.passes.Pipeline;
import dev.halfbyte.passes.PipelineOptions;
import dev.halfbyte.passes.PipelineResult;
import dev.halfbyte.passes.PipelineRunner;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `halfbyte opt`.
@Command(
    name = "opt",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a pipeline of passes on a kernel, or on an .ir file that a dump folder holds, and",
      "prints the program."
    },
    footer = {
      "",
      "Examples:",
      "  halfbyte opt dsl/examples/mlp.hb --passes='validate,expand,fix(simplify,cse,dce)'",
      "  halfbyte opt dsl/examples/mlp.hb --numerics w4a8 --dump-dir dumps",
      "  halfbyte opt dumps/02-quantize.ir --passes=validate,seal"
    })
final class OptCommand implements Callable<Integer> {
  @Mixin KernelOptions kernel = new KernelOptions();
  @Mixin Console console = new Console();

  @Option(
      names = "--passes",
      paramLabel = "PIPELINE",
      description = "pipeline (default: the one that leads to the sealed program)")
  Optional<String> passes = Optional.empty();

  @Option(
      names = "--dump-dir",
      paramLabel = "DIR",
      description = "write the program after each pass there, with index.tsv")
  Optional<Path> dumpDir = Optional.empty();

  @Option(
      names = "--bisect-limit",
      paramLabel = "N",
      description = "allow only the first N rewrites")
  long bisectLimit = Long.MAX_VALUE;

  @Option(names = "--disable-rule", paramLabel = "RULE", description = "never use this rule")
  Set<String> disabledRules = new TreeSet<>();

  @Option(names = "--verify", paramLabel = "each", description = "each: verify after every pass")
  Optional<String> verify = Optional.empty();

  @Override
  public Integer call() {
    PipelineResult result =
        kernel.file.toString().endsWith(".ir") ? optimizeDump() : optimizeKernel();
    console.out().print(IrPrinter.print(result.program()));
    result.sealed().ifPresent(sealed -> console.out().println("# sealed " + sealed.hash()));
    console.out().flush();
    for (PassReport report : result.reports()) {
      console
          .err()
          .printf(
              "%02d %-24s %s %d -> %d nodes, %.2f ms%n",
              report.number(),
              report.step(),
              report.changed() ? "changed" : "same   ",
              report.nodesBefore(),
              report.nodesAfter(),
              report.nanoseconds() / 1e6);
    }
    return ExitStatus.OK;
  }

  private PipelineResult optimizeKernel() {
    Compilation compilation = Compilation.open(kernel.request());
    Pipeline pipeline = passes.map(Pipeline::parse).orElseGet(compilation::defaultPipeline);
    return compilation.run(pipeline, options());
  }

  private PipelineResult optimizeDump() {
    Path pool = kernel.file.resolveSibling("pool");
    ParsedProgram parsed =
        IrParser.parse(KernelFile.read(kernel.file), ConstantPool.inFolder(pool));
    Verifier.diagnose(parsed, Stage.GRAPH);
    Program program = parsed.program();
    return new PipelineRunner(Passes.catalogue(), options())
        .run(Pipeline.parse(passes.orElse("validate")), program);
  }

  private PipelineOptions options() {
    return new PipelineOptions(
        dumpDir, bisectLimit, new TreeSet<>(disabledRules), verify.isPresent());
  }
}
