package dev.halfbyte.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.SealedKernel;
import dev.halfbyte.driver.bind.Inputs;
import dev.halfbyte.driver.tensor.TensorFiles;
import dev.halfbyte.driver.verify.Digests;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `halfbyte run`.
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Runs a kernel and writes its outputs.",
    footer = {
      "",
      "Examples:",
      "  halfbyte run dsl/examples/gemm.hb --out y.npz",
      "  halfbyte run dsl/examples/digits.hb --numerics w4a4 --target jvm --out logits.npy",
      "  cat x.npy | halfbyte run dsl/examples/gemm.hb --data - --out - > y.npy"
    })
final class RunCommand implements Callable<Integer> {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private static final String INTERPRETER = "interp";

  @Mixin KernelOptions kernel = new KernelOptions();
  @Mixin DataOption data = new DataOption();
  @Mixin ScheduleOption schedule = new ScheduleOption();
  @Mixin Console console = new Console();

  @Option(
      names = "--target",
      paramLabel = "NAME",
      description = "interp (default), or a target whose artefact is built and run")
  String target = INTERPRETER;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "npz, safetensors or npy; - writes one npy array to standard output")
  Optional<Path> out = Optional.empty();

  @Option(
      names = "--json",
      description = "print one line of JSON: types of outputs, their digest, and what ran")
  boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    schedule.check(target);
    Compilation compilation = Compilation.open(kernel.request());
    SealedKernel sealed = compilation.seal();
    Map<String, Tensor> given = data.read(compilation, kernel.limits());
    Arguments inputs = Inputs.of(sealed.sealed().program(), given, compilation.openDims());
    compilation.requireFinite(inputs);
    Ran ran =
        target.equals(INTERPRETER)
            ? Ran.interpreted(
                Interpreter.run(sealed.sealed().program(), inputs.tensors(), inputs.dims()))
            : Executions.runOnce(
                sealed, inputs, target, schedule.of(sealed.sealed(), target), console);
    Map<String, Tensor> outputs = ran.outputs();
    if (out.isPresent() && out.get().toString().equals("-")) {
      System.out.write(TensorFiles.encode("out.npy", outputs));
      System.out.flush();
      return ExitStatus.OK;
    }
    if (out.isPresent()) {
      TensorFiles.write(out.get(), outputs);
    }
    if (json) {
      console.out().println(GSON.toJson(json(ran)));
    } else {
      outputs.forEach((name, tensor) -> console.out().println(name + ": " + tensor.type()));
      ran.lines().forEach(console.out()::println);
      console.out().println("ran on " + target + ", digest " + Digests.of(outputs));
    }
    console.out().flush();
    return ExitStatus.OK;
  }

  private JsonObject json(Ran ran) {
    JsonObject root = new JsonObject();
    root.addProperty("target", target);
    root.addProperty("digest", Digests.of(ran.outputs()));
    JsonObject outputs = new JsonObject();
    ran.outputs().forEach((name, tensor) -> outputs.addProperty(name, tensor.type().toString()));
    root.add("outputs", outputs);
    root.add("ran", ran.json());
    return root;
  }
}
