package dev.halfbyte.sim.verilator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/// Turns a design into a shared library: verilate, generate the shim, compile, link.
///
/// A small model is one translation unit. Another is two, compiled beside each other: half of what
/// runs in every cycle each, and behind the smaller half the files that Verilator calls slow, which
/// run once and are not optimized.
final class ModelBuilder {
  static final String LIBRARY = "model.so";
  private static final String VERILATED = "verilated";
  private static final String VISIBLE = "visible.vlt";
  private static final String SLOW = "__Slow.cpp";

  /// Below it, parts would take longer for the headers that each of them reads than they save.
  private static final long SMALL_BYTES = 500_000;

  private final Toolchain tools;
  private final RuntimeObjects runtime;

  ModelBuilder(Toolchain tools, RuntimeObjects runtime) {
    this.tools = tools;
    this.runtime = runtime;
  }

  /// Builds in `work` and leaves the library and its port list in `target`.
  void build(Design design, BuildOptions options, Path work, Path target) throws IOException {
    List<Path> objects = new ArrayList<>();
    // On a cold cache this compiles Verilator's runtime, which needs nothing of the design.
    Parallel.run(
            List.<Callable<List<Path>>>of(
                () -> model(design, options, work, target),
                () -> Parallel.run(runtime.objects(options.trace()))))
        .forEach(objects::addAll);
    link(work, objects, options.trace(), target.resolve(LIBRARY));
  }

  private List<Path> model(Design design, BuildOptions options, Path work, Path target)
      throws IOException {
    if (!options.watchable().isEmpty()) {
      Files.writeString(work.resolve(VISIBLE), visible(design, options));
    }
    // For the second model of a machine, a compiler runs beside Verilator.
    List<String> told =
        Parallel.run(
            List.<Callable<String>>of(
                () -> verilate(design, options, work),
                () -> runtime.prefix(options.optimization()).toString()));
    String messages = told.getFirst();
    List<Port> ports = ports(work);
    List<Path> objects = compile(ports, options, Path.of(told.getLast()), work);
    ModelFiles.write(target, new ModelFiles.Contents(ports, messages));
    return objects;
  }

  private String verilate(Design design, BuildOptions options, Path work) {
    List<String> command = new ArrayList<>(List.of(tools.verilator().toString(), "--cc"));
    command.addAll(List.of("--prefix", ShimSources.PREFIX, "--Mdir", VERILATED));
    command.addAll(List.of("--unroll-count", "1024", "--unroll-stmts", "100000"));
    switch (options.trace()) {
      case NONE -> {}
      case VCD -> command.add("--trace");
      case FST -> command.add("--trace-fst");
    }
    switch (options.unknowns()) {
      case FAST -> command.addAll(List.of("--x-assign", "fast", "--x-initial", "fast"));
      case SEEDED -> command.addAll(List.of("--x-assign", "unique", "--x-initial", "unique"));
    }
    command.add(options.assertions() ? "--assert" : "--noassert");
    if (!options.watchable().isEmpty()) {
      command.add(VISIBLE);
    }
    command.addAll(designArguments(design));
    return require(design, ToolProcess.run(work, command));
  }

  /// Asks Verilator to keep variables under their names.
  private static String visible(Design design, BuildOptions options) {
    StringBuilder text = new StringBuilder("`verilator_config\n");
    for (String name : options.watchable()) {
      text.append("public_flat_rd -module \"%s\" -var \"%s\"\n".formatted(design.top(), name));
    }
    return text.toString();
  }

  private static List<Port> ports(Path work) throws IOException {
    return PortReader.read(
        Files.readString(work.resolve(VERILATED).resolve(ShimSources.PREFIX + ".h")));
  }

  private static List<String> designArguments(Design design) {
    List<String> arguments = new ArrayList<>(List.of("-Wno-fatal", "--top-module", design.top()));
    design.parameters().forEach((name, value) -> arguments.add("-G" + name + "=" + value));
    design.includes().forEach(folder -> arguments.add("-I" + folder));
    design.sources().forEach(source -> arguments.add(source.toString()));
    return arguments;
  }

  private static String require(Design design, ToolProcess result) {
    if (result.exitCode() != 0) {
      throw new SimulationFailure(
          FailureCode.VERILOG_REJECTED,
          "Verilator rejected " + design.top() + ":\n" + result.output().stripTrailing(),
          "correct the lines that Verilator names");
    }
    return result.output().stripTrailing();
  }

  private List<Path> compile(List<Port> ports, BuildOptions options, Path prefix, Path work)
      throws IOException {
    ShimSources.copyTo(work);
    List<String> files = verilatedFiles(work);
    if (bytes(work, files) < SMALL_BYTES) {
      String model = ShimSources.generate(ports, options.trace(), files);
      return List.of(compile(work, prefix, "model", model, options.optimization()));
    }
    List<String> slow = files.stream().filter(file -> file.endsWith(SLOW)).toList();
    List<String> fast = files.stream().filter(file -> !file.endsWith(SLOW)).toList();
    FilePair halves = FilePair.of(work.resolve(VERILATED), fast);
    String model =
        ShimSources.generate(ports, options.trace(), halves.smaller())
            + ShimSources.notOptimized(slow);
    String rest = ShimSources.including(halves.larger());
    return Parallel.run(
        List.<Callable<Path>>of(
            () -> compile(work, prefix, "rest", rest, options.optimization()),
            () -> compile(work, prefix, "model", model, options.optimization())));
  }

  private static long bytes(Path work, List<String> files) throws IOException {
    long bytes = 0;
    for (String file : files) {
      bytes += Files.size(work.resolve(VERILATED).resolve(file));
    }
    return bytes;
  }

  private Path compile(Path work, Path prefix, String name, String text, int optimization)
      throws IOException {
    Path source = Path.of(name + ".cpp");
    Path object = Path.of(name + ".o");
    Files.writeString(work.resolve(source), text);
    List<String> command = runtime.compileCommand(prefix, source, object, optimization);
    command.add(1, "-I" + VERILATED);
    requireCompiled(ToolProcess.run(work, command));
    return work.resolve(object);
  }

  private static List<String> verilatedFiles(Path work) throws IOException {
    try (Stream<Path> files = Files.list(work.resolve(VERILATED))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".cpp"))
          .sorted()
          .toList();
    }
  }

  private void link(Path work, List<Path> objects, TraceFormat trace, Path library) {
    List<String> command =
        new ArrayList<>(List.of(tools.compiler().toString(), "-shared", "-o", library.toString()));
    objects.forEach(object -> command.add(object.toString()));
    if (trace == TraceFormat.FST) {
      command.add("-lz");
    }
    command.addAll(List.of("-lpthread", "-Wl,-z,defs"));
    requireCompiled(ToolProcess.run(work, command));
  }

  private static void requireCompiled(ToolProcess result) {
    if (result.exitCode() != 0) {
      throw new SimulationFailure(
          FailureCode.MODEL_NOT_COMPILED,
          "g++ failed on the model that Verilator made:\n" + result.output().stripTrailing(),
          "check that g++ 9 or later is installed, and zlib1g-dev for FST traces");
    }
  }
}
