package dev.halfbyte.backend.llvm.run;

import dev.halfbyte.backend.llvm.abi.Resources;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.backend.llvm.toolchain.ToolProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A small C program that loads the `.so`, compiled on the spot with the system's compiler.
///
/// @param slots threads that share each parallel loop
/// @param processor what the processor that runs it can do
public record NativeHost(IsaVariant variant, int slots, CpuFeatures processor) implements Host {
  /// A host on this machine's processor.
  public NativeHost(IsaVariant variant, int slots) {
    this(variant, slots, CpuFeatures.ofThisMachine());
  }

  @Override
  public Optional<String> unavailable() {
    Optional<String> hindrance = processor.hindrance(variant);
    if (hindrance.isPresent()) {
      return hindrance;
    }
    return compiler().isPresent()
        ? Optional.empty()
        : Optional.of("no C compiler; install one with `apt-get install gcc`");
  }

  @Override
  public boolean beyondProcessor() {
    return !processor.missing(variant).isEmpty();
  }

  @Override
  public List<String> server(Path scratch) throws IOException, InterruptedException {
    return List.of(compile(scratch).toString());
  }

  @Override
  public byte[] loadRequest(String kernel, byte[] sharedLibrary) {
    byte[] name = kernel.getBytes(StandardCharsets.UTF_8);
    return new Words()
        .add(1, name.length, sharedLibrary.length)
        .add(name)
        .add(sharedLibrary)
        .toArray();
  }

  @Override
  public byte[] library(String kernel, Path artefact) throws IOException {
    return Files.readAllBytes(artefact.resolve(kernel + ".so"));
  }

  @Override
  public Surroundings surroundings() {
    return Surroundings.plain(slots);
  }

  private static Optional<Path> compiler() {
    return ToolProcess.find("gcc", "cc", "clang");
  }

  private static Path compile(Path scratch) throws IOException, InterruptedException {
    Path program = scratch.resolve("host_x86_64").toAbsolutePath();
    if (Files.isExecutable(program)) {
      return program;
    }
    Path source = scratch.resolve("host_x86_64.c");
    Files.writeString(source, Resources.read("hb_runtime.h") + Resources.read("host_x86_64.c"));
    List<String> command =
        List.of(
            compiler().orElseThrow().toString(),
            "-std=gnu11",
            "-D_GNU_SOURCE",
            "-O1",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-o",
            program.toString(),
            "host_x86_64.c",
            "-ldl",
            "-pthread");
    Path listing = scratch.resolve("compiler.txt");
    HostProcess.require(ToolProcess.run(command, scratch, Optional.empty(), listing), command);
    return program;
  }
}
