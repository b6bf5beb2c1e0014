package dev.halfbyte.backend.llvm;

import dev.halfbyte.backend.llvm.run.EmulatedHost;
import dev.halfbyte.backend.llvm.run.Host;
import dev.halfbyte.backend.llvm.run.NativeHost;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.ir.backend.GeneratedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What tests share: files on disk and hosts by variant.
final class Runs {
  private Runs() {}

  static Host host(IsaVariant variant) {
    return variant.family() == IsaFamily.X86_64
        ? new NativeHost(variant, 1)
        : new EmulatedHost(variant);
  }

  static Path write(List<GeneratedFile> files, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (GeneratedFile file : files) {
      Files.write(folder.resolve(file.path()), file.content());
    }
    return folder;
  }
}
