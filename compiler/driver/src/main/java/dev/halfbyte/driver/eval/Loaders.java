package dev.halfbyte.driver.eval;

import dev.halfbyte.driver.Targets;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.backend.ProgramLoader;
import java.util.Optional;
import java.util.SequencedMap;

/// What runs programs in this process, by name.
public final class Loaders {
  private static final String INTERPRETER = "interp";
  private static final String NATIVE = "native";

  private Loaders() {}

  /// `interp`, `native` for the processor of this machine, or a target.
  ///
  /// @throws dev.halfbyte.source.DiagnosticException when there is none of that name, or its code
  ///   does not run here
  public static ProgramLoader named(String name) {
    if (name.equals(INTERPRETER)) {
      return new InterpreterLoader();
    }
    String target = name.equals(NATIVE) ? ofThisMachine() : name;
    Optional<ProgramLoader> loader = Targets.available().backend(target).loader(target);
    Optional<String> obstacle =
        loader.isEmpty()
            ? Optional.of("its code runs in processes of its own")
            : loader.get().unavailable();
    if (obstacle.isPresent()) {
      throw EvalCode.NOT_HERE.fault(
          "`%s` does not run in this process: %s".formatted(name, obstacle.get()),
          "use interp, jvm or native: all give the same bits");
    }
    return loader.orElseThrow();
  }

  private static String ofThisMachine() {
    String processor = System.getProperty("os.arch");
    return processor.equals("amd64") ? "x86_64" : processor;
  }

  private record InterpreterLoader() implements ProgramLoader {
    @Override
    public Optional<String> unavailable() {
      return Optional.empty();
    }

    @Override
    public Loaded load(SealedProgram program) {
      return new Interpreted(program);
    }
  }

  private record Interpreted(SealedProgram program) implements ProgramLoader.Loaded {
    @Override
    public String variant() {
      return INTERPRETER;
    }

    @Override
    public SequencedMap<String, Tensor> run(Arguments inputs) {
      return Interpreter.run(program.program(), inputs.tensors(), inputs.dims());
    }

    @Override
    public void close() {}
  }
}
