package dev.halfbyte.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.SealedKernel;
import dev.halfbyte.driver.bind.Inputs;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.backend.BuildRequest;
import dev.halfbyte.ir.backend.BuildResult;
import dev.halfbyte.ir.backend.Note;
import dev.halfbyte.ir.backend.Variant;
import dev.halfbyte.quant.Explanation;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
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
      "notes, what was not done, with the reason, and the predicted time of each stage. For hardware,",
      "also what each product asks of the array, and what zeros spare it on the data."
    },
    footer = {
      "",
      "Examples:",
      "  halfbyte why dsl/examples/mlp.hb --numerics w4a8 --target x86_64",
      "  halfbyte why dsl/examples/mlp.hb --numerics w4a4 --json",
      "  halfbyte why dsl/examples/mlp.hb --numerics w4a4 --target verilog --hardware skip16x4"
    })
final class WhyCommand implements Callable<Integer> {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  @Mixin KernelOptions kernel = new KernelOptions();
  @Mixin HardwareOption hardware = new HardwareOption();
  @Mixin ScheduleOption schedule = new ScheduleOption();
  @Mixin Console console = new Console();

  @Mixin DataOption data = new DataOption();

  @Option(names = "--target", paramLabel = "NAME", description = "add the choices of this target")
  Optional<String> target = Optional.empty();

  @Option(
      names = "--json",
      description = "print one line of JSON; each explanation is an object with a kind")
  boolean json;

  /// What a target has to tell.
  ///
  /// @param notes its choices
  /// @param products of hardware
  private record Told(List<Note> notes, HardwareProducts products) {
    static final Told NOTHING = new Told(List.of(), HardwareProducts.none());
  }

  /// Inputs to count products with.
  ///
  /// @param missing why there are none
  private record Given(Optional<Arguments> inputs, String missing) {}

  @Override
  public Integer call() {
    requireHardware();
    requireTarget();
    Compilation compilation = Compilation.open(kernel.request());
    SealedKernel sealed = compilation.seal();
    try {
      report(sealed, target.map(name -> told(compilation, sealed, name)).orElse(Told.NOTHING));
    } catch (DiagnosticException noTarget) {
      // Why a target cannot build the kernel is an answer too; what was decided before still holds.
      report(sealed, Told.NOTHING);
      throw noTarget;
    }
    return ExitStatus.OK;
  }

  private void requireHardware() {
    if (data.isGiven() && !target.filter(Executions.VERILOG::equals).isPresent()) {
      throw new DiagnosticException(
          Diagnostic.error(CliCode.USAGE, "--data is for hardware, whose products it counts")
              .help("use it with --target verilog"));
    }
  }

  private void requireTarget() {
    target.ifPresent(schedule::check);
    if (target.isEmpty() && schedule.schedule.isPresent()) {
      throw new DiagnosticException(
          Diagnostic.error(CliCode.USAGE, "--schedule is of a target")
              .help("use it with --target x86_64"));
    }
  }

  private void report(SealedKernel sealed, Told told) {
    if (json) {
      console.out().println(GSON.toJson(json(sealed, told)));
    } else {
      print(sealed, told);
    }
    console.out().flush();
  }

  private Told told(Compilation compilation, SealedKernel sealed, String name) {
    boolean hardware = name.equals(Executions.VERILOG);
    Given given = hardware ? given(compilation, sealed) : new Given(Optional.empty(), "");
    BuildRequest request = request(compilation, sealed, name, given);
    BuildResult build = Executions.backend(name).build(sealed.sealed(), request);
    List<Note> notes = new ArrayList<>(build.notes());
    notes.addAll(
        Executions.backend(name).predictions(sealed.sealed(), request, compilation.openDims()));
    notes.addAll(notHere(Executions.backend(name).variants(name)));
    HardwareProducts products =
        hardware
            ? HardwareProducts.of(build, given.inputs(), given.missing())
            : HardwareProducts.none();
    return new Told(notes, products);
  }

  /// Variants that would not be taken on this machine.
  private static List<Note> notHere(List<Variant> variants) {
    return variants.stream()
        .filter(variant -> variant.unavailable().isPresent())
        .map(variant ->
            new Note(
                Note.Kind.NOT_DONE,
                "variant " + variant.name(),
                "not run on this machine: " + variant.unavailable().orElseThrow()))
        .toList();
  }

  /// For the extents of the data, where there are some.
  private BuildRequest request(
      Compilation compilation, SealedKernel sealed, String name, Given given) {
    SortedMap<String, Long> dims =
        given.inputs().map(Arguments::dims).orElseGet(compilation::openDims);
    return Executions.request(
        name, hardware.options(compilation), dims, schedule.of(sealed.sealed(), name));
  }

  /// The data of the kernel's folder may be absent or of other extents; those of the option not.
  private Given given(Compilation compilation, SealedKernel sealed) {
    try {
      Map<String, Tensor> tensors = data.read(compilation, kernel.limits());
      Arguments inputs = Inputs.of(sealed.sealed().program(), tensors, compilation.openDims());
      compilation.requireFinite(inputs);
      return new Given(Optional.of(inputs), "");
    } catch (DiagnosticException unfit) {
      if (data.isGiven()) {
        throw unfit;
      }
      return new Given(Optional.empty(), unfit.diagnostics().getFirst().message());
    }
  }

  private void print(SealedKernel sealed, Told told) {
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
    told.notes().forEach(note -> console.out().println("  " + note));
    told.products().lines().forEach(line -> console.out().println("  " + line));
    console.out().println("sealed " + sealed.sealed().hash());
  }

  private JsonObject json(SealedKernel sealed, Told told) {
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
      told.notes().forEach(note -> array.add(json(note)));
      root.add("notes", array);
      if (name.equals(Executions.VERILOG)) {
        told.products().addTo(root);
      }
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
