package dev.halfbyte.cli;

import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.SealedKernel;
import dev.halfbyte.quant.Explanation;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `halfbyte why`.
@Command(
    name = "why",
    mixinStandardHelpOptions = true,
    description = "Tells every choice: encodings, scales, accumulator widths, folds, target notes.",
    footer = {"", "Example:", "  halfbyte why dsl/examples/mlp.hb --numerics w4a8 --target x86_64"})
final class WhyCommand implements Callable<Integer> {
  @Mixin KernelOptions kernel = new KernelOptions();
  @Mixin HardwareOption hardware = new HardwareOption();
  @Mixin Console console = new Console();

  @Option(names = "--target", paramLabel = "NAME", description = "add the choices of this target")
  Optional<String> target = Optional.empty();

  @Override
  public Integer call() {
    Compilation compilation = Compilation.open(kernel.request());
    SealedKernel sealed = compilation.seal();
    console
        .out()
        .println("kernel " + sealed.sealed().program().name() + " at " + sealed.numerics());
    for (Explanation explanation : sealed.explanations()) {
      console.out().println("  " + explanation);
    }
    if (sealed.explanations().isEmpty()) {
      console.out().println("  f32: nothing is quantized");
    }
    target.ifPresent(name -> {
      console.out().println("target " + name);
      Executions.backend(name)
          .build(
              sealed.sealed(),
              Executions.request(name, hardware.options(compilation), compilation.openDims()))
          .notes()
          .forEach(note -> console.out().println("  " + note));
    });
    console.out().println("sealed " + sealed.sealed().hash());
    console.out().flush();
    return ExitStatus.OK;
  }
}
