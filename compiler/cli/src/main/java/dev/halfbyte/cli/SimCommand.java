package dev.halfbyte.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.halfbyte.backend.verilog.emit.BuiltKernel;
import dev.halfbyte.cli.rtl.RtlSimulation;
import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.SealedKernel;
import dev.halfbyte.driver.bind.Inputs;
import dev.halfbyte.driver.output.AtomicFiles;
import dev.halfbyte.driver.tensor.TensorFiles;
import dev.halfbyte.driver.verify.Execution;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.sim.harness.RunOptions;
import dev.halfbyte.sim.harness.RunReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `halfbyte sim`.
@Command(
    name = "sim",
    mixinStandardHelpOptions = true,
    description = "Builds the Verilog of a kernel and simulates it cycle by cycle with Verilator.",
    footer = {
      "",
      "Examples:",
      "  halfbyte sim dsl/examples/mlp.hb --numerics w4a8",
      "  halfbyte sim dsl/examples/digits.hb --numerics w4a4 --trace digits.fst",
      "  halfbyte sim dsl/examples/mlp.hb --numerics w4a8 --report mlp.html --timeline mlp.json --json",
      "  halfbyte sim dsl/examples/gemm.hb --numerics w4a8 --stalls 0.3 --seed 7"
    })
final class SimCommand implements Callable<Integer> {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  @Mixin KernelOptions kernel = new KernelOptions();
  @Mixin DataOption data = new DataOption();
  @Mixin HardwareOption hardware = new HardwareOption();
  @Mixin Console console = new Console();

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = "waveform, .vcd or .fst, with a view for GTKWave beside it")
  Optional<Path> trace = Optional.empty();

  @Option(names = "--json", description = "print all figures as one JSON object")
  boolean json;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "HTML page: units over cycles, waits, ops and commands")
  Optional<Path> page = Optional.empty();

  @Option(
      names = "--timeline",
      paramLabel = "FILE",
      description = "trace events for Perfetto or Chrome, as JSON")
  Optional<Path> timeline = Optional.empty();

  @Option(
      names = "--stalls",
      paramLabel = "P",
      description = "both streams pause with this probability")
  double stalls;

  @Option(names = "--seed", paramLabel = "N", description = "seed of pauses and unset registers")
  int seed = 1;

  @Option(
      names = "--max-cycles",
      paramLabel = "N",
      description = "cycles before a run counts as hung")
  Optional<Long> maxCycles = Optional.empty();

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "write the outputs: npz, safetensors or npy")
  Optional<Path> out = Optional.empty();

  @Override
  public Integer call() throws IOException {
    Compilation compilation = Compilation.open(kernel.request());
    SortedMap<String, String> accelerator = hardware.options(compilation);
    SealedKernel sealed = compilation.seal();
    Map<String, Tensor> given = data.read(compilation, kernel.limits());
    Arguments inputs = Inputs.of(sealed.sealed().program(), given, compilation.openDims());
    compilation.requireFinite(inputs);
    Execution execution = Executions.of(List.of("rtl"), accelerator, inputs.dims()).getFirst();
    Path artefact = Files.createTempDirectory("halfbyte-sim-");
    try (Progress progress = Progress.of(console, "sim")) {
      progress.step("build verilog");
      execution.build(sealed.sealed(), artefact);
      progress.step("verilate and simulate");
      RunReport report = RtlSimulation.run(artefact, inputs.tensors(), options());
      progress.step("predict and interpret");
      ObservedRun run = ObservedRun.of(sealed, inputs, BuiltKernel.read(artefact), report);
      print(run);
      write(run, artefact);
      return run.figures().equal() ? ExitStatus.OK : ExitStatus.DIFFERENT;
    } finally {
      AtomicFiles.delete(artefact);
    }
  }

  private RunOptions options() {
    RunOptions options = RunOptions.standard().withSeed(seed).withStalls(seed, stalls);
    options = trace.isPresent() ? options.withTrace(trace.get()) : options;
    options = page.isPresent() || timeline.isPresent() ? options.withActivity() : options;
    return maxCycles.isPresent() ? options.withMaxCycles(maxCycles.get()) : options;
  }

  private void print(ObservedRun run) {
    if (json) {
      console.out().println(GSON.toJson(run.json()));
    } else {
      run.lines().forEach(console.out()::println);
      trace.ifPresent(file -> console.out().println("waveform " + file + ", view " + view(file)));
    }
    console.out().flush();
  }

  private static Path view(Path waveform) {
    String name = waveform.toString();
    return Path.of(name.substring(0, name.lastIndexOf('.')) + ".gtkw");
  }

  private void write(ObservedRun run, Path artefact) throws IOException {
    if (trace.isPresent()) {
      String text = RtlSimulation.view(artefact, trace.get(), run.figures().report());
      AtomicFiles.write(view(trace.get()), text.getBytes(StandardCharsets.UTF_8));
    }
    if (out.isPresent()) {
      TensorFiles.write(out.get(), run.outputs());
    }
    if (page.isPresent()) {
      AtomicFiles.write(page.get(), run.page().getBytes(StandardCharsets.UTF_8));
    }
    if (timeline.isPresent()) {
      AtomicFiles.write(timeline.get(), run.traceEvents().getBytes(StandardCharsets.UTF_8));
    }
  }
}
