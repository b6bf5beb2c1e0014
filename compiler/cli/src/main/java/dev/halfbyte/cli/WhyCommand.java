package dev.halfbyte.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.SealedKernel;
import dev.halfbyte.ir.backend.Note;
import dev.halfbyte.quant.Explanation;
import dev.halfbyte.source.DiagnosticException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `halfbyte why`.
@Command(
    name = "why",
    mixinStandardHelpOptions = true,
    description = {
      "Tells every choice: encodings, scales, accumulator widths, what was folded where, target",
      "notes, and what was not done, with the reason."
    },
    footer = {
      "",
      "Examples:",
      "  halfbyte why dsl/examples/mlp.hb --numerics w4a8 --target x86_64",
      "  halfbyte why dsl/examples/mlp.hb --numerics w4a4 --json"
    })
final class WhyCommand implements Callable<Integer> {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  @Mixin KernelOptions kernel = new KernelOptions();
  @Mixin HardwareOption hardware = new HardwareOption();
  @Mixin Console console = new Console();

  @Option(names = "--target", paramLabel = "NAME", description = "add the choices of this target")
  Optional<String> target = Optional.empty();

  @Option(
      names = "--json",
      description = "print one line of JSON; each explanation is an object with a kind")
  boolean json;

  @Override
  public Integer call() {
    Compilation compilation = Compilation.open(kernel.request());
    SealedKernel sealed = compilation.seal();
    try {
      report(sealed, target.map(name -> notes(compilation, sealed, name)).orElse(List.of()));
    } catch (DiagnosticException noTarget) {
      // Why a target cannot build the kernel is an answer too; what was decided before still holds.
      report(sealed, List.of());
      throw noTarget;
    }
    return ExitStatus.OK;
  }

  private void report(SealedKernel sealed, List<Note> notes) {
    if (json) {
      console.out().println(GSON.toJson(json(sealed, notes)));
    } else {
      print(sealed, notes);
    }
    console.out().flush();
  }

  private List<Note> notes(Compilation compilation, SealedKernel sealed, String name) {
    return Executions.backend(name)
        .build(
            sealed.sealed(),
            Executions.request(name, hardware.options(compilation), compilation.openDims()))
        .notes();
  }

  private void print(SealedKernel sealed, List<Note> notes) {
    console
        .out()
        .println("kernel " + sealed.sealed().program().name() + " at " + sealed.numerics());
    for (Explanation explanation : sealed.explanations()) {
      console.out().println("  " + explanation);
    }
    if (sealed.explanations().isEmpty()) {
      console.out().println("  f32: nothing is quantized");
    }
    target.ifPresent(name -> console.out().println("target " + name));
    notes.forEach(note -> console.out().println("  " + note));
    console.out().println("sealed " + sealed.sealed().hash());
  }

  private JsonObject json(SealedKernel sealed, List<Note> notes) {
    JsonObject root = new JsonObject();
    root.addProperty("kernel", sealed.sealed().program().name());
    root.addProperty("numerics", sealed.numerics());
    root.addProperty("sealed", sealed.sealed().hash());
    JsonArray explanations = new JsonArray();
    sealed.explanations().forEach(explanation -> explanations.add(explanation.json()));
    root.add("explanations", explanations);
    target.ifPresent(name -> {
      root.addProperty("target", name);
      JsonArray array = new JsonArray();
      notes.forEach(note -> array.add(json(note)));
      root.add("notes", array);
    });
    return root;
  }

  private static JsonObject json(Note note) {
    JsonObject json = new JsonObject();
    json.addProperty("kind", note.kind().toString());
    json.addProperty("subject", note.subject());
    json.addProperty("text", note.text());
    return json;
  }
}
