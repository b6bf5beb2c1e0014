package dev.halfbyte.backend.llvm.toolchain;

import dev.halfbyte.source.CompilerBug;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The bundled lld. All libraries are free-standing: an undefined symbol, such as a `memset` that
/// an optimisation put in, is refused here.
public final class Linker {
  private final IsaFamily family;

  public Linker(IsaFamily family) {
    this.family = family;
  }

  /// A shared library without dependencies, named `soname`.
  public byte[] sharedLibrary(String soname, byte[] object) {
    return sharedLibrary(soname, List.of(object));
  }

  /// One library of the objects of several kernels.
  public byte[] sharedLibrary(String soname, List<byte[]> objects) {
    return link(shared(soname), objects);
  }

  /// As [#sharedLibrary], of all objects in an archive.
  public byte[] wholeArchive(String soname, byte[] archive) {
    List<String> options = new ArrayList<>(shared(soname));
    options.add("--whole-archive");
    return link(options, List.of(archive));
  }

  private static List<String> shared(String soname) {
    return List.of("-shared", "-z", "now", "-z", "defs", "--hash-style=gnu", "-soname", soname);
  }

  /// A static executable that starts at `_start`, from objects and archives.
  public byte[] executable(byte[]... objects) {
    return link(List.of("-static", "-e", "_start"), List.of(objects));
  }

  private byte[] link(List<String> options, List<byte[]> objects) {
    Path linker = LlvmLibrary.get().linker();
    return ToolProcess.inTemporaryFolder(folder -> {
      Path result = folder.resolve("linked");
      List<String> command = new ArrayList<>(List.of(linker.toString(), "-flavor", "gnu"));
      command.addAll(List.of("-m", family.linkerEmulation(), "-nostdlib", "--build-id=none"));
      command.addAll(options);
      command.addAll(List.of("-o", result.getFileName().toString()));
      for (int i = 0; i < objects.size(); i++) {
        Files.write(folder.resolve(i + ".o"), objects.get(i));
        command.add(i + ".o");
      }
      run(command, folder);
      return Files.readAllBytes(result);
    });
  }

  private static void run(List<String> command, Path folder) throws IOException {
    try {
      ToolProcess.Result result =
          ToolProcess.run(command, folder, Optional.empty(), folder.resolve("stdout"));
      if (result.status() != 0) {
        throw new CompilerBug("the linker failed: " + result.complaint());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompilerBug("interrupted while linking", e);
    }
  }
}
