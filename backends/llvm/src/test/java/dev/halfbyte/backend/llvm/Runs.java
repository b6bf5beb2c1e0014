package dev.halfbyte.backend.llvm;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfbyte.backend.llvm.abi.VariantPrograms;
import dev.halfbyte.backend.llvm.run.EmulatedHost;
import dev.halfbyte.backend.llvm.run.Host;
import dev.halfbyte.backend.llvm.run.NativeHost;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.backend.BuildRequest;
import dev.halfbyte.ir.backend.GeneratedFile;
import dev.halfbyte.loop.LoopProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/// What tests share: files on disk and hosts by variant.
final class Runs {
  private Runs() {}

  static Host host(IsaVariant variant) {
    return variant.family() == IsaFamily.X86_64
        ? new NativeHost(variant, 1)
        : new EmulatedHost(variant);
  }

  /// The variants that this machine can run, emulated tile registers among them; the test is
  /// skipped where there is none.
  static List<IsaVariant> runnable(IsaFamily family) {
    List<IsaVariant> variants =
        Arrays.stream(IsaVariant.values())
            .filter(v -> v.family() == family && host(v).unavailable().isEmpty())
            .toList();
    // Only a processor may be lacking; tools are installed by the set-up.
    assumeTrue(
        IsaVariant.of(family).stream().noneMatch(v -> host(v).beyondProcessor())
            || !variants.isEmpty(),
        () -> "this processor runs no variant of " + family);
    assertFalse(variants.isEmpty(), () -> "nothing here runs " + family + "; run ./dev setup");
    return variants;
  }

  /// Those of them that libraries for users have.
  static List<IsaVariant> usual(IsaFamily family) {
    return runnable(family).stream().filter(IsaVariant.of(family)::contains).toList();
  }

  static List<GeneratedFile> build(SealedProgram program, IsaFamily family) {
    BuildRequest request = new BuildRequest(family.targetName(), new TreeMap<>());
    return new LlvmBackend().build(program, request).files();
  }

  /// The files of a library of the variants that this machine can run.
  static List<GeneratedFile> buildRunnable(SealedProgram program, IsaFamily family) {
    VariantPrograms programs = VariantLowering.lower(program, runnable(family), TargetShapes::of);
    return new NativeLibrary(programs, family).files();
  }

  /// The same of one program for all variants.
  static List<GeneratedFile> buildRunnable(LoopProgram program, IsaFamily family) {
    VariantPrograms programs = VariantPrograms.same(program, runnable(family));
    return new NativeLibrary(programs, family).files();
  }

  static Path write(List<GeneratedFile> files, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (GeneratedFile file : files) {
      Files.write(folder.resolve(file.path()), file.content());
    }
    return folder;
  }
}
