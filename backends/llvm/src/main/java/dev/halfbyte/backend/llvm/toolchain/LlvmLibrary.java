package dev.halfbyte.backend.llvm.toolchain;

import dev.halfbyte.source.CompilerBug;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.llvm.global.LLVM;

/// LLVM, loaded and initialised once per process, on first use.
///
/// All five kinds of target components are initialised: with fewer the process dies or emits
/// nothing.
final class LlvmLibrary {
  private static final class Holder {
    static final LlvmLibrary INSTANCE = new LlvmLibrary();
  }

  private LlvmLibrary() {
    Loader.load(LLVM.class);
    LLVM.LLVMInitializeAllTargetInfos();
    LLVM.LLVMInitializeAllTargets();
    LLVM.LLVMInitializeAllTargetMCs();
    LLVM.LLVMInitializeAllAsmPrinters();
    LLVM.LLVMInitializeAllAsmParsers();
  }

  static LlvmLibrary get() {
    return Holder.INSTANCE;
  }

  /// The bundled linker.
  Path linker() {
    return program("lld");
  }

  /// The bundled analyser of machine code.
  Path analyser() {
    return program("llvm-mca");
  }

  /// A bundled program, unpacked beside the LLVM library that it needs.
  private static Path program(String name) {
    try {
      Path program = Loader.cacheResource("/org/bytedeco/llvm/linux-x86_64/" + name).toPath();
      if (!Files.isExecutable(program) && !program.toFile().setExecutable(true)) {
        throw new CompilerBug("cannot make a bundled program executable: " + program);
      }
      linkLibraryName(program.resolveSibling("libLLVM.so.20.1"));
      return program;
    } catch (IOException e) {
      throw new CompilerBug("cannot unpack the bundled " + name, e);
    }
  }

  /// A program asks for the library by a versioned name that the presets do not create.
  private static void linkLibraryName(Path alias) throws IOException {
    if (Files.exists(alias)) {
      return;
    }
    try {
      Files.createSymbolicLink(alias, Path.of("libLLVM.so"));
    } catch (FileAlreadyExistsException e) {
      // Another process was faster, with the same link.
    }
  }
}
