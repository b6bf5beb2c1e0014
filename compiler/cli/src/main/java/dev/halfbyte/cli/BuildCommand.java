package dev.halfbyte.cli;

import dev.halfbyte.backend.verilog.cmd.CommandProgram;
import dev.halfbyte.backend.verilog.emit.BuiltKernel;
import dev.halfbyte.cli.synthesis.Placement;
import dev.halfbyte.cli.synthesis.Synthesis;
import dev.halfbyte.cli.synthesis.SynthesisFlow;
import dev.halfbyte.cli.synthesis.SynthesisReport;
import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.SealedKernel;
import dev.halfbyte.driver.output.AtomicFiles;
import dev.halfbyte.ir.backend.BuildRequest;
import dev.halfbyte.ir.backend.BuildResult;
import dev.halfbyte.ir.backend.GeneratedFile;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `halfbyte build`.
@Command(
    name = "build",
    mixinStandardHelpOptions = true,
    description = "Compiles a kernel to an artefact; equal input gives equal bytes.",
    footer = {
      "",
      "Examples:",
      "  halfbyte build dsl/examples/mlp.hb --numerics w4a8 --target x86_64 -o out",
      "  halfbyte build dsl/examples/mlp.hb --numerics w4a8 --target x86_64 -o out --schedule mlp.tune.json",
      "  halfbyte build dsl/examples/mlp.hb --numerics w4a8 --target verilog --dim n=16 -o rtl",
      "  halfbyte build dsl/examples/mlp.hb --numerics w4a8 --target verilog --dim n=16 -o rtl --report"
    })
final class BuildCommand implements Callable<Integer> {
  @Mixin KernelOptions kernel = new KernelOptions();
  @Mixin HardwareOption hardware = new HardwareOption();
  @Mixin ScheduleOption schedule = new ScheduleOption();
  @Mixin Console console = new Console();

  @Option(
      names = "--target",
      required = true,
      paramLabel = "NAME",
      description = "jvm, x86_64, aarch64 or verilog")
  String target = "";

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "DIR",
      description = "folder of the artefact")
  Path out = Path.of("");

  @Option(
      names = "--report",
      description = {
        "verilog: run Yosys, print area of every module, memories and the longest path,",
        "and write synthesis.json; takes minutes"
      })
  boolean report;

  @Option(
      names = "--pnr",
      description = {
        "verilog: place and route a small accelerator of the same kind with nextpnr,",
        "and print its clock"
      })
  boolean place;

  @Override
  public Integer call() throws IOException {
    requireVerilog();
    schedule.check(target);
    Compilation compilation = Compilation.open(kernel.request());
    SortedMap<String, String> accelerator = hardware.options(compilation);
    SealedKernel sealed = compilation.seal();
    BuildRequest request =
        Executions.request(
            target, accelerator, compilation.openDims(), schedule.of(sealed.sealed(), target));
    BuildResult result = Executions.backend(target).build(sealed.sealed(), request);
    AtomicFiles.writeAll(out, result.files());
    for (GeneratedFile file : result.files()) {
      console.out().println(out.resolve(file.path()) + ": " + file.content().length + " bytes");
    }
    result.notes().forEach(console.out()::println);
    console.out().println("sealed " + sealed.sealed().hash());
    console.out().flush();
    if (report || place) {
      synthesize();
    }
    return ExitStatus.OK;
  }

  private void requireVerilog() {
    if ((report || place) && !target.equals("verilog")) {
      throw new DiagnosticException(
          Diagnostic.error(CliCode.USAGE, "--report and --pnr are for hardware")
              .help("use them with --target verilog"));
    }
  }

  private void synthesize() throws IOException {
    CommandProgram program = BuiltKernel.read(out).kernel().program();
    try (Progress progress = Progress.of(console, "synthesis")) {
      if (report) {
        SynthesisReport found =
            Synthesis.run(
                out,
                Files.readAllLines(out.resolve(program.kernel() + ".f")),
                program.kernel() + "_accel",
                List.of(SynthesisFlow.values()),
                progress::step);
        AtomicFiles.write(
            out.resolve("synthesis.json"), found.json().getBytes(StandardCharsets.UTF_8));
        found.lines().forEach(console.out()::println);
      }
      if (place) {
        console.out().println(Placement.run(program.config(), progress::step).line());
      }
    }
    console.out().flush();
  }
}
