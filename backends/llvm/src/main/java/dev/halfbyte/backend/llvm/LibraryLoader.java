package dev.halfbyte.backend.llvm;

import dev.halfbyte.backend.llvm.abi.VariantPrograms;
import dev.halfbyte.backend.llvm.run.CpuFeatures;
import dev.halfbyte.backend.llvm.run.Job;
import dev.halfbyte.backend.llvm.run.NativeKernel;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.backend.ProgramLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/// Native libraries of one variant, the best that this process can run.
///
/// @param family of this machine
record LibraryLoader(IsaFamily family) implements ProgramLoader {
  @Override
  public Optional<String> unavailable() {
    return best().isPresent()
        ? Optional.empty()
        : Optional.of("this CPU has no variant of `" + family.targetName() + "`");
  }

  private Optional<IsaVariant> best() {
    CpuFeatures features = CpuFeatures.ofThisMachine();
    return IsaVariant.of(family).reversed().stream()
        .filter(variant -> features.hindrance(variant).isEmpty())
        .findFirst();
  }

  @Override
  public Loaded load(SealedProgram program) {
    IsaVariant variant = best().orElseThrow();
    VariantPrograms programs =
        VariantLowering.lower(
            program, List.of(variant), one -> LlvmBackend.facts(one, new TreeMap<>()));
    byte[] library = new NativeLibrary(programs, family).sharedLibrary();
    return new LoadedVariant(
        program.program(), variant, kernel(library, program.program().name(), variant));
  }

  private static NativeKernel kernel(byte[] library, String name, IsaVariant variant) {
    try {
      Path file = Files.createTempFile("halfbyte-", ".so");
      try {
        Files.write(file, library);
        return NativeKernel.load(file, name, variant.featureBit());
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record LoadedVariant(Program program, IsaVariant isa, NativeKernel kernel)
      implements Loaded {
    @Override
    public String variant() {
      return isa.fullName();
    }

    @Override
    public SequencedMap<String, Tensor> run(Arguments inputs) {
      Job job = LibraryCalls.job(isa, program, inputs.dims(), inputs.tensors());
      long[] dims = job.dims().stream().mapToLong(Long::longValue).toArray();
      List<byte[]> outputs = kernel.run(dims, job.inputs(), job.outputBytes());
      return LibraryCalls.outputs(
          program, inputs.dims(), new Job.Result(kernel.variant(), 0, 0, outputs));
    }

    @Override
    public void close() {
      kernel.close();
    }
  }
}
