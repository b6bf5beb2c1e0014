package dev.halfbyte.sim.harness;

import dev.halfbyte.sim.verilator.FailureCode;
import dev.halfbyte.sim.verilator.SimulationFailure;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The command line of [SimMain].
record SimArguments(
    Path manifest,
    Path inputs,
    Path outputs,
    Simulator simulator,
    Optional<Path> cache,
    RunOptions options) {

  /// What runs the program.
  enum Simulator {
    VERILATOR,
    ICARUS
  }

  static final String HELP =
      """
      usage: SimMain MANIFEST INPUT_FOLDER OUTPUT_FOLDER [options]
        --simulator NAME       verilator (default), or icarus, which takes none of the options below
        --seed N               what unset registers hold (default 1)
        --stall-probability P  both streams pause with probability P in [0, 1)
        --stall-seed N         seed of the pauses (default 1)
        --max-cycles N         cycles before the run counts as hung
        --trace FILE           waveform, FILE ends in .vcd or .fst
        --cache FOLDER         where models are kept (default HALFBYTE_CACHE or ~/.cache/halfbyte)
      example: SimMain build/manifest.json in out --stall-probability 0.3
      """;

  private static final String SIMULATOR = "--simulator";
  private static final Set<String> VERILATOR_OPTIONS =
      Set.of("--seed", "--stall-probability", "--stall-seed", "--max-cycles", "--trace", "--cache");

  static SimArguments parse(List<String> arguments) {
    List<String> plain = new ArrayList<>();
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (!argument.startsWith("--")) {
        plain.add(argument);
      } else if (!argument.equals(SIMULATOR) && !VERILATOR_OPTIONS.contains(argument)) {
        throw usage("unknown option " + argument);
      } else if (++i == arguments.size()) {
        throw usage(argument + " needs a value");
      } else {
        options.put(argument, arguments.get(i));
      }
    }
    if (plain.size() != 3) {
      throw usage("expected 3 paths, not " + plain.size());
    }
    return new SimArguments(
        path(plain.get(0)),
        path(plain.get(1)),
        path(plain.get(2)),
        simulator(options),
        Optional.ofNullable(options.get("--cache")).map(SimArguments::path),
        runOptions(options));
  }

  private static Simulator simulator(Map<String, String> options) {
    String name = options.getOrDefault(SIMULATOR, "verilator");
    return switch (name) {
      case "verilator" -> Simulator.VERILATOR;
      case "icarus" -> {
        if (options.size() > 1) {
          throw usage("--simulator icarus takes no other option");
        }
        yield Simulator.ICARUS;
      }
      default -> throw usage("unknown simulator " + name);
    };
  }

  private static RunOptions runOptions(Map<String, String> options) {
    try {
      RunOptions run =
          RunOptions.standard()
              .withSeed(Integer.parseInt(options.getOrDefault("--seed", "1")))
              .withStalls(
                  Long.parseLong(options.getOrDefault("--stall-seed", "1")),
                  Double.parseDouble(options.getOrDefault("--stall-probability", "0")));
      if (options.containsKey("--max-cycles")) {
        run = run.withMaxCycles(Long.parseLong(options.getOrDefault("--max-cycles", "0")));
      }
      return Optional.ofNullable(options.get("--trace"))
          .map(SimArguments::path)
          .map(run::withTrace)
          .orElse(run);
    } catch (NumberFormatException malformed) {
      throw usage("not a number: " + malformed.getMessage());
    }
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException malformed) {
      throw usage("not a path: " + text);
    }
  }

  private static SimulationFailure usage(String what) {
    return new SimulationFailure(FailureCode.USAGE, what, "--help lists paths and options");
  }
}
