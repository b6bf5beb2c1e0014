package dev.halfbyte.backend.jvm;

import dev.halfbyte.backend.jvm.host.Worker;
import dev.halfbyte.backend.jvm.runtime.Kernel;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// The command of a [Worker] process, whose class path is a jar of the runtime and the worker.
public final class WorkerProgram {
  private static final List<String> WORKER = List.of("ArrayStream", "MemoryLoader", "Worker");

  private WorkerProgram() {}

  /// @param options of the Java launcher
  /// @param scratch folder for the jar, which is written unless it is there
  public static List<String> command(List<String> options, Path scratch) throws IOException {
    Path jar = scratch.resolve("worker.jar").toAbsolutePath();
    if (!Files.exists(jar)) {
      write(jar);
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(LeafOptions.ofThisProcess());
    command.addAll(options);
    command.addAll(List.of("-cp", jar.toString(), Worker.class.getName()));
    return List.copyOf(command);
  }

  private static void write(Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      add(zip, Kernel.class, JarWriter.RUNTIME);
      add(zip, Worker.class, WORKER);
    }
  }

  private static void add(ZipOutputStream zip, Class<?> neighbour, List<String> names)
      throws IOException {
    String folder = neighbour.getPackageName().replace('.', '/') + "/";
    for (String name : names) {
      zip.putNextEntry(new ZipEntry(folder + name + ".class"));
      zip.write(JarWriter.resource(folder + name + ".class"));
      zip.closeEntry();
    }
  }
}
