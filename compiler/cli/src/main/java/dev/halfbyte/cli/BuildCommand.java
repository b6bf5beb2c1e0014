package dev.halfbyte.cli;

import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.SealedKernel;
import dev.halfbyte.driver.output.AtomicFiles;
import dev.halfbyte.ir.backend.BuildResult;
import dev.halfbyte.ir.backend.GeneratedFile;
import java.io.IOException;
import java.nio.file.Path;
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
      "  halfbyte build dsl/examples/mlp.hb --numerics w4a8 --target verilog --dim n=16 -o rtl"
    })
final class BuildCommand implements Callable<Integer> {
  @Mixin KernelOptions kernel = new KernelOptions();
  @Mixin HardwareOption hardware = new HardwareOption();
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

  @Override
  public Integer call() throws IOException {
    Compilation compilation = Compilation.open(kernel.request());
    SealedKernel sealed = compilation.seal();
    BuildResult result =
        Executions.backend(target)
            .build(
                sealed.sealed(),
                Executions.request(target, hardware.options(compilation), compilation.openDims()));
    AtomicFiles.writeAll(out, result.files());
    for (GeneratedFile file : result.files()) {
      console.out().println(out.resolve(file.path()) + ": " + file.content().length + " bytes");
    }
    result.notes().forEach(console.out()::println);
    console.out().println("sealed " + sealed.sealed().hash());
    console.out().flush();
    return ExitStatus.OK;
  }
}
