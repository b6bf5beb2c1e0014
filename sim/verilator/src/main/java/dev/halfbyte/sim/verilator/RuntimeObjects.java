package dev.halfbyte.sim.verilator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// Verilator's runtime and the fixed part of the driver, compiled once per tool version and kept
/// beside the models.
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

  /// The command that compiles `source` in a folder that holds the shim's headers.
  List<String> compileCommand(Path source, Path object, int optimization) {
    List<String> command = new ArrayList<>(List.of(tools.compiler().toString()));
    command.addAll(FLAGS);
    command.addAll(
        List.of(
            "-O" + optimization,
            "-I.",
            "-isystem" + description.runtime(),
            "-isystem" + description.runtime().resolve("vltstd"),
            "-include",
            "hb_print.h",
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
    String key =
        "runtime-"
            + new ContentHash()
                .add("tools", description.text())
                .add("shim", ShimSources.version())
                .add("flags", String.join(" ", FLAGS))
                .add("object", name)
                .key();
    Optional<Path> ready = store.find(key);
    Path entry = ready.isPresent() ? ready.get() : compile(key, name, source);
    return entry.resolve(name + ".o");
  }

  private Path compile(String key, String name, Path source) throws IOException {
    Path work = store.newFolder();
    Path built = store.newFolder();
    try {
      ShimSources.copyTo(work);
      ToolProcess result =
          ToolProcess.run(work, compileCommand(source, built.resolve(name + ".o"), 1));
      if (result.exitCode() != 0 || !Files.exists(built.resolve(name + ".o"))) {
        throw new SimulationFailure(
            FailureCode.MODEL_NOT_COMPILED,
            "g++ could not compile Verilator's runtime file " + source + "\n" + result.output(),
            "check that g++ and verilator are installed completely (and zlib1g-dev for FST)");
      }
      return store.publish(key, built);
    } finally {
      EntryStore.delete(work);
      EntryStore.delete(built);
    }
  }
}
