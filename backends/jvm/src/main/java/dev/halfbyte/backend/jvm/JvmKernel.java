package dev.halfbyte.backend.jvm;

import dev.halfbyte.backend.jvm.runtime.Array;
import dev.halfbyte.backend.jvm.runtime.Kernel;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.lower.LoopLowering;
import dev.halfbyte.loop.schedule.Schedule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.Executor;

/// A sealed program compiled into a hidden class of this process.
public final class JvmKernel {
  private static final String CLASS_NAME =
      Kernel.class.getPackageName().replace('.', '/') + "/Generated";

  private final Program program;
  private final Kernel kernel;

  private JvmKernel(Program program, Kernel kernel) {
    this.program = program;
    this.kernel = kernel;
  }

  /// Compiles `program`.
  ///
  /// @throws dev.halfbyte.source.DiagnosticException for ops without a loop form
  public static JvmKernel compile(SealedProgram program) {
    return compile(program, JvmTarget.FACTS);
  }

  /// Compiles `program` with options of the backend, which change no bit.
  public static JvmKernel compile(SealedProgram program, Map<String, String> options) {
    return compile(program, Schedule.of(options).on(JvmTarget.FACTS));
  }

  /// Compiles `program` with other facts than those of [JvmTarget], which change no bit.
  static JvmKernel compile(SealedProgram program, TargetFacts facts) {
    LoopProgram loops = LoopLowering.lower(program, facts);
    CompiledKernel compiled = KernelCompiler.compile(loops, CLASS_NAME);
    return new JvmKernel(
        program.program(), Kernel.define(compiled.spec(), compiled.code(), compiled.image()));
  }

  /// The kernel itself, which runs on Java arrays without a copy.
  public Kernel kernel() {
    return kernel;
  }

  /// Runs on the calling thread.
  ///
  /// @throws dev.halfbyte.source.DiagnosticException when the inputs do not fit the program
  public SequencedMap<String, Tensor> run(Map<String, Tensor> inputs, Map<String, Long> dims) {
    return run(Arguments.of(program, inputs, dims), Runnable::run, 1);
  }

  /// Runs checked arguments, each stage in up to `slots` pieces on `executor`; neither changes a
  /// bit.
  public SequencedMap<String, Tensor> run(Arguments arguments, Executor executor, int slots) {
    Map<String, Array> inputs = new LinkedHashMap<>();
    arguments.tensors().forEach((name, tensor) -> inputs.put(name, TensorArrays.array(tensor)));
    Map<String, Array> outputs = kernel.run(inputs, arguments.dims(), executor, slots);
    Map<Value, TensorType> types = program.types();
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    for (Output output : program.outputs()) {
      TensorType type = Objects.requireNonNull(types.get(output.value())).bind(arguments.dims());
      Array array = Objects.requireNonNull(outputs.get(output.name()));
      tensors.put(output.name(), TensorArrays.tensor(array, type));
    }
    return tensors;
  }
}
