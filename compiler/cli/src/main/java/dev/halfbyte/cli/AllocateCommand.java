package dev.halfbyte.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.allocate.Allocation;
import dev.halfbyte.driver.allocate.AllocationReport;
import dev.halfbyte.driver.allocate.AllocationRequest;
import dev.halfbyte.driver.allocate.Allocator;
import dev.halfbyte.driver.allocate.Budget;
import dev.halfbyte.driver.allocate.CycleModel;
import dev.halfbyte.driver.eval.Loaders;
import dev.halfbyte.driver.output.AtomicFiles;
import dev.halfbyte.ir.backend.ProgramLoader;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `halfbyte allocate`.
@Command(
    name = "allocate",
    mixinStandardHelpOptions = true,
    description = {
      "Finds a width for the weights of each layer under a budget, and writes numerics that say so.",
      "FILE may be the kernel's folder instead of its source file."
    },
    footer = {
      "",
      "A width is chosen for each weight of a contraction; in a scan it is that of all iterations.",
      "measured: the squared error of the outputs where that layer alone has codes, everything else",
      "in floats, mean over samples; the sum of errors is made least by an integer program.",
      "lim, zd: layers are ranked, and the more important ones get the wider codes.",
      "",
      "Examples:",
      "  halfbyte allocate dsl/examples/vit_block.hb --numerics w4a4 --budget-bits 4 -o mixed.hb",
      "  halfbyte eval dsl/examples/glyphs.hb --numerics ./mixed.hb",
      "  halfbyte allocate dsl/examples/vit_block.hb --numerics w4a8 --widths 2,4,8 --blocks entropy \\",
      "      --budget-cycles 400000 --hardware edge8 -o mixed.hb"
    })
final class AllocateCommand implements Callable<Integer> {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  @Mixin KernelOptions kernel = new KernelOptions();
  @Mixin HardwareOption hardware = new HardwareOption();
  @Mixin Console console = new Console();

  @Option(
      names = "--widths",
      paramLabel = "N",
      split = ",",
      description = "bits to choose from, 1 to 8 (default: 3,4,6,8)")
  List<Integer> widths = new ArrayList<>(List.of(3, 4, 6, 8));

  @Option(
      names = "--budget-bytes",
      paramLabel = "N",
      description = "bytes of the codes of all weights, without scales and biases")
  Optional<Long> bytes = Optional.empty();

  @Option(
      names = "--budget-bits",
      paramLabel = "X",
      description = "bits per weight, the mean over all weights, e.g. 4.5")
  Optional<Double> bits = Optional.empty();

  @Option(
      names = "--budget-cycles",
      paramLabel = "N",
      description = {
        "cycles that the schedule of --hardware needs for one sample; without hardware",
        "multiply-accumulates times bits of their weights"
      })
  Optional<Long> cycles = Optional.empty();

  @Option(
      names = "--method",
      paramLabel = "NAME",
      description = "measured, lim or zd (default: measured)")
  AllocationRequest.Method method = AllocationRequest.Method.MEASURED;

  @Option(
      names = "--blocks",
      paramLabel = "NAME",
      description = {
        "entropy: neighbouring layers with activations of much entropy between them are measured",
        "together, in all their widths"
      })
  Optional<String> blocks = Optional.empty();

  @Option(
      names = "--block-layers",
      paramLabel = "N",
      description = "most layers of a block (default: ${DEFAULT-VALUE})")
  int blockLayers = 2;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description =
          "measure on N samples, the first ones of the calibration (default: ${DEFAULT-VALUE})")
  int limit = 32;

  @Option(
      names = "--target",
      paramLabel = "NAME",
      description = "what runs the floats: interp, jvm or native (default: ${DEFAULT-VALUE})")
  String target = "native";

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "how many samples run at a time (default: one for each processor)")
  Optional<Integer> threads = Optional.empty();

  @Option(names = "--name", paramLabel = "NAME", description = "of the block (default: mixed)")
  String name = "mixed";

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "write the numerics block, for --numerics FILE, e.g. mixed.hb")
  Optional<Path> out = Optional.empty();

  @Option(names = "--json", description = "print one line of JSON")
  boolean json;

  @Override
  public Integer call() throws IOException {
    Budget budget = budget();
    requireNumbers();
    ProgramLoader loader = Loaders.named(target);
    Compilation base = Compilation.open(kernel.request());
    Optional<CycleModel> model = hardware.hardware.map(chosen -> model(base, chosen));
    Allocation allocation;
    try (Progress progress = Progress.of(console, "allocate")) {
      allocation =
          Allocator.allocate(
              new AllocationRequest(
                  base,
                  new TreeSet<>(widths),
                  budget,
                  method,
                  blocks.isPresent() ? OptionalInt.of(blockLayers) : OptionalInt.empty(),
                  limit,
                  threads.orElseGet(Runtime.getRuntime()::availableProcessors),
                  loader,
                  model,
                  name,
                  "`halfbyte allocate`"),
              progress::step);
    }
    if (out.isPresent()) {
      AtomicFiles.write(out.get(), allocation.block().text().getBytes(StandardCharsets.UTF_8));
    }
    print(allocation);
    return ExitStatus.OK;
  }

  private CycleModel model(Compilation base, String chosen) {
    SortedMap<String, String> options = hardware.options(base);
    return new PredictedCycles(chosen, options, base.samples().sample(0), base.openDims());
  }

  private Budget budget() {
    List<Budget> budgets = new ArrayList<>();
    bytes.ifPresent(most -> budgets.add(new Budget.Bytes(most)));
    bits.ifPresent(most -> budgets.add(new Budget.Bits(most)));
    cycles.ifPresent(most -> budgets.add(new Budget.Cycles(most)));
    if (budgets.size() != 1) {
      throw usage(
          "there are " + budgets.size() + " budgets",
          "give one of --budget-bytes, --budget-bits and --budget-cycles");
    }
    return budgets.getFirst();
  }

  private void requireNumbers() {
    require("--limit", limit);
    require("--threads", threads.orElse(1));
    require("--block-layers", blockLayers);
    if (blocks.filter(word -> !word.equals("entropy")).isPresent()) {
      throw usage("no blocks `" + blocks.get() + "`", "there is one way to find them: entropy");
    }
    if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      throw usage("`" + name + "` is no name", "give a word: --name mixed");
    }
  }

  private static void require(String option, int value) {
    if (value < 1) {
      throw usage(option + " is " + value, "give a whole number from 1 on");
    }
  }

  private static DiagnosticException usage(String message, String help) {
    return new DiagnosticException(Diagnostic.error(CliCode.USAGE, message).help(help));
  }

  private void print(Allocation allocation) {
    AllocationReport report = new AllocationReport(allocation);
    if (json) {
      console.out().println(GSON.toJson(report.json()));
    } else {
      report.lines().forEach(console.out()::println);
      console
          .out()
          .println(
              out.map(file -> "numerics in " + file)
                  .orElseGet(() -> allocation.block().text().stripTrailing()));
    }
    console.out().flush();
  }
}
