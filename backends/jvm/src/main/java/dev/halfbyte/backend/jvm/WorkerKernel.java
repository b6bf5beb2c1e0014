package dev.halfbyte.backend.jvm;

import dev.halfbyte.backend.jvm.host.KernelRequests;
import dev.halfbyte.backend.jvm.runtime.Array;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.lower.LoopLowering;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/// A sealed program, compiled as for a jar, to be run by a [dev.halfbyte.backend.jvm.host.Worker].
public final class WorkerKernel {
  private final Program program;
  private final CompiledKernel compiled;

  private WorkerKernel(Program program, CompiledKernel compiled) {
    this.program = program;
    this.compiled = compiled;
  }

  /// Compiles `program`.
  ///
  /// @param facts [JvmTarget#FACTS], or others with an even tile, which change no bit
  /// @throws dev.halfbyte.source.DiagnosticException for ops without a loop form
  public static WorkerKernel compile(SealedProgram program, TargetFacts facts) {
    String className = "halfbyte/" + program.program().name() + "/Code";
    return new WorkerKernel(
        program.program(), KernelCompiler.compile(LoopLowering.lower(program, facts), className));
  }

  /// The request that makes a worker load this kernel.
  public byte[] loadRequest() {
    return KernelRequests.load(
        program.name(), compiled.code(), JarWriter.spec(compiled), compiled.image());
  }

  /// The request that makes a worker run it.
  public byte[] runRequest(Arguments arguments, int slots) {
    Map<String, Array> inputs = new LinkedHashMap<>();
    arguments.tensors().forEach((name, tensor) -> inputs.put(name, TensorArrays.array(tensor)));
    return KernelRequests.run(slots, arguments.dims(), inputs);
  }

  /// The results in an answer to [#runRequest].
  ///
  /// @throws dev.halfbyte.source.CompilerBug when the kernel failed
  public SequencedMap<String, Tensor> outputs(Arguments arguments, byte[] answer) {
    Map<String, byte[]> contents = KernelRequests.outputs(answer);
    Map<Value, TensorType> types = program.types();
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    for (Output output : program.outputs()) {
      TensorType type = Objects.requireNonNull(types.get(output.value())).bind(arguments.dims());
      byte[] content = Objects.requireNonNull(contents.get(output.name()));
      tensors.put(output.name(), Tensor.ofBytes(type, content));
    }
    return tensors;
  }
}
