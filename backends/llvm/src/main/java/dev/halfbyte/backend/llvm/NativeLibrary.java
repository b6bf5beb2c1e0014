package dev.halfbyte.backend.llvm;

import dev.halfbyte.backend.llvm.abi.HeaderWriter;
import dev.halfbyte.backend.llvm.abi.VariantPrograms;
import dev.halfbyte.backend.llvm.emit.ModuleEmitter;
import dev.halfbyte.backend.llvm.emit.ModulePart;
import dev.halfbyte.backend.llvm.emit.WeightImage;
import dev.halfbyte.backend.llvm.toolchain.ElfObject;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.backend.llvm.toolchain.Linker;
import dev.halfbyte.backend.llvm.toolchain.ObjectCompiler;
import dev.halfbyte.backend.llvm.toolchain.OptimizationLevel;
import dev.halfbyte.backend.llvm.toolchain.StaticArchive;
import dev.halfbyte.ir.backend.GeneratedFile;
import dev.halfbyte.loop.LoopProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A loop program on its way to the files of a library.
public final class NativeLibrary {
  private final VariantPrograms programs;
  private final IsaFamily family;
  private final WeightImage weights;
  private final OptimizationLevel level;

  /// With the same program for all variants.
  public NativeLibrary(LoopProgram program, IsaFamily family) {
    this(VariantPrograms.same(program, IsaVariant.of(family)), family);
  }

  /// As users get it.
  public NativeLibrary(VariantPrograms programs, IsaFamily family) {
    this(programs, family, OptimizationLevel.O2);
  }

  /// @param level gives other code with the same results
  public NativeLibrary(VariantPrograms programs, IsaFamily family, OptimizationLevel level) {
    this.programs = programs;
    this.family = family;
    this.level = level;
    this.weights = WeightImage.of(programs, family);
  }

  /// The LLVM IR of each variant; the weights are declared in it, not spelled out.
  List<GeneratedFile> texts() {
    return parts().stream()
        .map(part -> GeneratedFile.text(name() + "." + part.label() + ".ll", part.text()))
        .toList();
  }

  /// The files of a library and what its code takes.
  ///
  /// @param files `<kernel>.so`, `<kernel>.a` and `<kernel>.h`
  /// @param code of each variant
  /// @param weightBytes of the image of packed weights, which all variants share
  record Contents(List<GeneratedFile> files, List<VariantCode> code, long weightBytes) {
    Contents {
      files = List.copyOf(files);
      code = List.copyOf(code);
    }
  }

  Contents contents() {
    List<StaticArchive.Member> objects = members();
    List<IsaVariant> variants = programs.variants();
    List<VariantCode> code = new ArrayList<>();
    for (int i = 0; i < variants.size(); i++) {
      long bytes = ElfObject.codeBytes(objects.get(i).content());
      code.add(VariantCode.of(variants.get(i), programs.of(variants.get(i)), bytes));
    }
    return new Contents(files(objects), code, weights.content().size());
  }

  private String name() {
    return programs.least().name();
  }

  /// The files of [#contents].
  List<GeneratedFile> files() {
    return files(members());
  }

  private List<GeneratedFile> files(List<StaticArchive.Member> objects) {
    String kernel = name();
    byte[] shared = linked(objects);
    byte[] archive = StaticArchive.of(objects);
    String header =
        new HeaderWriter(programs, family, weights.constants(), weights.content().size()).text();
    return List.of(
        new GeneratedFile(kernel + ".so", shared, true),
        new GeneratedFile(kernel + ".a", archive, false),
        GeneratedFile.text(kernel + ".h", header));
  }

  /// The code of all variants as assembly, one after the other, without the weights.
  public String assembly() {
    return parts().stream()
        .map(part -> new ObjectCompiler(family, level).assembly(part.text()))
        .collect(Collectors.joining());
  }

  /// The content of `<kernel>.so` alone.
  public byte[] sharedLibrary() {
    return linked(members());
  }

  /// The object files of the library, one for each variant; of what they define, only the entry
  /// points can be seen outside of a library.
  public List<byte[]> objects() {
    return members().stream().map(StaticArchive.Member::content).toList();
  }

  private byte[] linked(List<StaticArchive.Member> objects) {
    return new Linker(family)
        .sharedLibrary(
            name() + ".so", objects.stream().map(StaticArchive.Member::content).toList());
  }

  private List<ModulePart> parts() {
    return ModuleEmitter.emit(programs, family, weights);
  }

  /// Compiles all parts, as many at a time as there are processors; the order is that of the parts.
  private List<StaticArchive.Member> members() {
    return parts().parallelStream().map(this::member).toList();
  }

  private StaticArchive.Member member(ModulePart part) {
    TreeMap<String, byte[]> data = new TreeMap<>();
    if (part.holdsEntries()) {
      data.put(ModuleEmitter.WEIGHTS, weights.content().toArray());
    }
    byte[] object = new ObjectCompiler(family, level).compile(part.text(), data);
    return new StaticArchive.Member(name() + "." + part.label() + ".o", object, part.symbols());
  }
}
