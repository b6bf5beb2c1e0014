package dev.halfbyte.sim.verilator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// Verilator's runtime, the fixed part of the driver, and the headers that every model reads,
/// compiled once per tool version and kept beside the models.
final class RuntimeObjects {
  /// Flags shared by every translation unit: messages go to the instance, and no symbol but the
  /// driver's entry points leaves a library, so that models in one process cannot bind to each
  /// other. The last ones save a part of the compiler's time: it collects its garbage late, and
  /// does not ask where pointers point, of which a model has one.
  private static final List<String> FLAGS =
      List.of(
          "-std=gnu++17",
          "-fPIC",
          "-fvisibility=hidden",
          "-fno-gnu-unique",
          "-w",
          "-DVL_USER_FATAL",
          "-DVL_USER_STOP",
          "-DVL_USER_FINISH",
          "-DVM_COVERAGE=0",
          "-DVM_SC=0",
          "--param=ggc-min-expand=1000",
          "--param=ggc-min-heapsize=1000000",
          "-fno-tree-pta");

  /// What every translation unit reads before everything else.
  private static final String PRINT = "hb_print.h";

  /// That and Verilator's headers, which take longer than the rest of a small model.
  private static final String HEADERS = "hb_headers.h";

  private final EntryStore store;
  private final Toolchain tools;
  private final ToolDescription description;

  RuntimeObjects(EntryStore store, Toolchain tools, ToolDescription description) {
    this.store = store;
    this.tools = tools;
    this.description = description;
  }

  /// Tasks that give the object files every model links, those of its trace format included.
  List<Callable<Path>> objects(TraceFormat trace) {
    List<Callable<Path>> objects = new ArrayList<>();
    objects.add(() -> object("hb_runtime", Path.of("hb_runtime.cpp")));
    switch (trace) {
      case NONE -> {}
      case VCD -> objects.add(() -> traceObject("verilated_vcd_c"));
      case FST -> objects.add(() -> traceObject("verilated_fst_c"));
    }
    return objects;
  }

  /// The header that translation units of a model read first: with Verilator's headers compiled at
  /// that level, once another model has been built with the same runtime; the first one would not
  /// save what they take. Where they do not fit, the compiler reads their text.
  Path prefix(int optimization) throws IOException {
    if (store.find(key("hb_runtime")).isEmpty()) {
      return Path.of(PRINT);
    }
    String key = headersKey(optimization);
    Optional<Path> ready = store.find(key);
    Path entry = ready.isPresent() ? ready.get() : compileHeaders(key, optimization);
    return entry.resolve(HEADERS);
  }

  private String headersKey(int optimization) throws IOException {
    return "headers-"
        + new ContentHash()
            .add("tools", description.text())
            .add("shim", ShimSources.version())
            .add("flags", String.join(" ", FLAGS))
            .add("optimization", Integer.toString(optimization))
            .key();
  }

  private Path compileHeaders(String key, int optimization) throws IOException {
    Path work = store.newFolder();
    Path built = store.newFolder();
    try {
      ShimSources.copyTo(work);
      Files.copy(work.resolve(PRINT), built.resolve(PRINT));
      Files.writeString(
          built.resolve(HEADERS), "#include \"" + PRINT + "\"\n#include \"verilated.h\"\n");
      Path compiled = built.resolve(HEADERS + ".gch");
      List<String> command =
          compileCommand(Path.of(PRINT), built.resolve(HEADERS), compiled, optimization);
      command.addAll(1, List.of("-x", "c++-header"));
      require(ToolProcess.run(work, command), compiled, Path.of("verilated.h"));
      return store.publish(key, built);
    } finally {
      EntryStore.delete(work);
      EntryStore.delete(built);
    }
  }

  /// The command that compiles `source` behind `prefix` in a folder that holds the shim's headers.
  List<String> compileCommand(Path prefix, Path source, Path object, int optimization) {
    List<String> command = new ArrayList<>(List.of(tools.compiler().toString()));
    command.addAll(FLAGS);
    command.addAll(description.processor().options());
    command.addAll(
        List.of(
            "-O" + optimization,
            "-I.",
            "-isystem" + description.runtime(),
            "-isystem" + description.runtime().resolve("vltstd"),
            "-include",
            prefix.toString(),
            "-c",
            source.toString(),
            "-o",
            object.toString()));
    return command;
  }

  private Path traceObject(String name) throws IOException {
    return object(name, description.runtime().resolve(name + ".cpp"));
  }

  private Path object(String name, Path source) throws IOException {
    String key = key(name);
    Optional<Path> ready = store.find(key);
    Path entry = ready.isPresent() ? ready.get() : compile(key, name, source);
    return entry.resolve(name + ".o");
  }

  private String key(String name) throws IOException {
    return "runtime-"
        + new ContentHash()
            .add("tools", description.text())
            .add("shim", ShimSources.version())
            .add("flags", String.join(" ", FLAGS))
            .add("object", name)
            .key();
  }

  private Path compile(String key, String name, Path source) throws IOException {
    Path work = store.newFolder();
    Path built = store.newFolder();
    try {
      ShimSources.copyTo(work);
      Path compiled = built.resolve(name + ".o");
      require(
          ToolProcess.run(work, compileCommand(Path.of(PRINT), source, compiled, 1)),
          compiled,
          source);
      return store.publish(key, built);
    } finally {
      EntryStore.delete(work);
      EntryStore.delete(built);
    }
  }

  private static void require(ToolProcess result, Path compiled, Path source) {
    if (result.exitCode() != 0 || !Files.exists(compiled)) {
      throw new SimulationFailure(
          FailureCode.MODEL_NOT_COMPILED,
          "g++ could not compile Verilator's runtime file " + source + "\n" + result.output(),
          "check that g++ and verilator are installed completely (and zlib1g-dev for FST)");
    }
  }
}
