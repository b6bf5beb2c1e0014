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

/// A static program without a C library, linked with the `.a`, under qemu's user mode.
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
  public List<Job.Result> run(String kernel, Path artefact, List<Job> jobs, Path scratch)
      throws IOException, InterruptedException {
    Path program = link(kernel, Files.readAllBytes(artefact.resolve(kernel + ".a")), scratch);
    String emulator = ToolProcess.find(EMULATOR).orElseThrow().toString();
    return HostProcess.run(
        List.of(emulator, "-cpu", processor(), program.toString()), jobs, scratch);
  }

  private String processor() {
    return switch (variant) {
      case NEON -> "cortex-a53";
      case DOTPROD -> "cortex-a76";
      case AVX2, AVX512_VNNI -> throw new CompilerBug("not emulated: " + variant);
    };
  }

  private static Path link(String kernel, byte[] archive, Path scratch) throws IOException {
    String text = Resources.read("host_aarch64.ll").replace("@KERNEL@", kernel);
    byte[] host = new ObjectCompiler(IsaFamily.AARCH64).compile(text, new TreeMap<>());
    Path program = scratch.resolve("host_aarch64").toAbsolutePath();
    Files.write(program, new Linker(IsaFamily.AARCH64).executable(host, archive));
    if (!program.toFile().setExecutable(true)) {
      throw new CompilerBug("cannot make executable: " + program);
    }
    return program;
  }
}
