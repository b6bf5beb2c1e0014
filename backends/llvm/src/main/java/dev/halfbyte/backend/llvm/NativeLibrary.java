package dev.halfbyte.backend.llvm;

import dev.halfbyte.backend.llvm.abi.HeaderWriter;
import dev.halfbyte.backend.llvm.abi.KernelSymbols;
import dev.halfbyte.backend.llvm.emit.ModuleEmitter;
import dev.halfbyte.backend.llvm.emit.WeightImage;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.Linker;
import dev.halfbyte.backend.llvm.toolchain.ObjectCompiler;
import dev.halfbyte.backend.llvm.toolchain.OptimizationLevel;
import dev.halfbyte.backend.llvm.toolchain.StaticArchive;
import dev.halfbyte.ir.backend.GeneratedFile;
import dev.halfbyte.loop.LoopProgram;
import java.util.List;
import java.util.TreeMap;

/// A loop program on its way to the files of a library.
public final class NativeLibrary {
  private final LoopProgram program;
  private final IsaFamily family;
  private final WeightImage weights;
  private final OptimizationLevel level;

  /// As users get it.
  public NativeLibrary(LoopProgram program, IsaFamily family) {
    this(program, family, OptimizationLevel.O2);
  }

  /// @param level gives other code with the same results
  public NativeLibrary(LoopProgram program, IsaFamily family, OptimizationLevel level) {
    this.program = program;
    this.family = family;
    this.level = level;
    this.weights = WeightImage.of(program, family);
  }

  /// The LLVM IR of all variants; the weights are declared in it, not spelled out.
  String moduleText() {
    return ModuleEmitter.emit(program, family, weights);
  }

  /// `<kernel>.so`, `<kernel>.a` and `<kernel>.h`.
  List<GeneratedFile> files() {
    String kernel = program.name();
    byte[] object = object();
    byte[] shared = new Linker(family).sharedLibrary(kernel + ".so", object);
    byte[] archive = StaticArchive.of(kernel + ".o", object, new KernelSymbols(kernel).all());
    String header = new HeaderWriter(program, family, weights.content().size()).text();
    return List.of(
        new GeneratedFile(kernel + ".so", shared, true),
        new GeneratedFile(kernel + ".a", archive, false),
        GeneratedFile.text(kernel + ".h", header));
  }

  /// The code of all variants as assembly, without the weights.
  public String assembly() {
    return new ObjectCompiler(family, level).assembly(moduleText());
  }

  /// The content of `<kernel>.so` alone.
  public byte[] sharedLibrary() {
    return new Linker(family).sharedLibrary(program.name() + ".so", object());
  }

  /// The one object file of the library; all that it defines but the entry points is local to it.
  public byte[] object() {
    TreeMap<String, byte[]> data = new TreeMap<>();
    data.put(ModuleEmitter.WEIGHTS, weights.content().toArray());
    return new ObjectCompiler(family, level).compile(moduleText(), data);
  }
}
