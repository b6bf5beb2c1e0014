package dev.halfbyte.backend.llvm.run;

import dev.halfbyte.backend.llvm.abi.Resources;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.backend.llvm.toolchain.Linker;
import dev.halfbyte.backend.llvm.toolchain.ObjectCompiler;
import dev.halfbyte.backend.llvm.toolchain.ToolProcess;
import dev.halfbyte.source.CompilerBug;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// A static program without a C library under qemu's user mode; it loads what the `.a` links to.
///
/// The emulated processor has just the features of the variant, so that any other instruction ends
/// the process.
public record EmulatedHost(IsaVariant variant) implements Host {
  private static final String EMULATOR = "qemu-aarch64";

  @Override
  public Optional<String> unavailable() {
    return ToolProcess.find(EMULATOR).isPresent()
        ? Optional.empty()
        : Optional.of("no " + EMULATOR + "; install it with `apt-get install qemu-user`");
  }

  @Override
  public boolean beyondProcessor() {
    return false;
  }

  @Override
  public List<String> server(Path scratch) throws IOException {
    String emulator = ToolProcess.find(EMULATOR).orElseThrow().toString();
    return List.of(emulator, "-cpu", processor(), program(scratch).toString());
  }

  @Override
  public byte[] loadRequest(String kernel, byte[] sharedLibrary) {
    return MemoryImage.of(sharedLibrary).loadRequest(kernel);
  }

  @Override
  public byte[] library(String kernel, Path artefact) throws IOException {
    byte[] archive = Files.readAllBytes(artefact.resolve(kernel + ".a"));
    return new Linker(IsaFamily.AARCH64).wholeArchive(kernel + ".so", archive);
  }

  @Override
  public Surroundings surroundings() {
    return Surroundings.plain(1);
  }

  private String processor() {
    return switch (variant) {
      case NEON -> "cortex-a53";
      case DOTPROD -> "cortex-a76";
      // Nothing between has it; what else a library might use there is not seen.
      case I8MM -> "max";
      case AVX2, AVX512_VNNI, AMX, AMX_EMULATED ->
          throw new CompilerBug("not emulated: " + variant);
    };
  }

  private static Path program(Path scratch) throws IOException {
    Path program = scratch.resolve("host_aarch64").toAbsolutePath();
    if (Files.isExecutable(program)) {
      return program;
    }
    ObjectCompiler compiler = new ObjectCompiler(IsaFamily.AARCH64);
    byte[] host = compiler.compile(Resources.read("host_aarch64.ll"), new TreeMap<>());
    Files.write(program, new Linker(IsaFamily.AARCH64).executable(host));
    if (!program.toFile().setExecutable(true)) {
      throw new CompilerBug("cannot make executable: " + program);
    }
    return program;
  }
}
