package dev.halfbyte.backend.jvm;

import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.backend.ProgramLoader;
import java.util.Optional;
import java.util.SequencedMap;

/// Hidden classes of this process; see [JvmKernel].
final class KernelLoader implements ProgramLoader {
  @Override
  public Optional<String> unavailable() {
    return Optional.empty();
  }

  @Override
  public Loaded load(SealedProgram program) {
    return new LoadedKernel(JvmKernel.compile(program));
  }

  private record LoadedKernel(JvmKernel kernel) implements Loaded {
    @Override
    public String variant() {
      return "jvm";
    }

    @Override
    public SequencedMap<String, Tensor> run(Arguments inputs) {
      return kernel.run(inputs, Runnable::run, 1);
    }

    /// Classes are unloaded when nobody holds them.
    @Override
    public void close() {}
  }
}
