package dev.halfbyte.loop.interp;

import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.LoopVariable;
import dev.halfbyte.loop.Repeat;
import dev.halfbyte.loop.Space;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Step;
import dev.halfbyte.loop.lower.BufferUses;
import dev.halfbyte.loop.verify.LoopVerifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/// Runs loop programs as the records say, and holds them to all that emitters rely on:
///
/// - what [LoopVerifier] checks;
/// - slots of the workspace are aligned, apart, and of the form of their buffers;
/// - every access lies in its buffer, that of a value that is not used too;
/// - nothing is read that was not written: by this buffer, not by another one of its slot; in this
///   iteration, for scratch; in this repetition, for buffers that only repeated stages touch;
/// - inputs and constants are not written, outputs are written whole;
/// - iterations of a stage share no element that one of them writes;
/// - loops have no negative extent; tiles have whole steps, at least a row and a column, rows that
///   do not overlap, and weights of zero where activations are unwritten padding;
/// - divisors are not zero, shifts are narrower than the type, roots are of what is not negative,
///   floats that become integers are integers that fit.
///
/// What a program must not rely on it does not get: unwritten memory and NaN hold odd bits.
public final class LoopInterpreter {
  private final DimValues dims;
  private final RunState state = new RunState();
  private final MemoryMap memory;
  private final Map<Buffer, Integer> users = new HashMap<>();

  private LoopInterpreter(LoopProgram program, Arguments arguments) {
    this.dims = new DimValues(arguments.dims());
    List<String> faults = LoopVerifier.verify(program);
    if (!faults.isEmpty()) {
      throw state.fault(LoopFault.Kind.MALFORMED, String.join("; ", faults));
    }
    this.memory = new MemoryMap(program, arguments, dims, state);
  }

  /// Outputs by name.
  ///
  /// @param arguments as the program that was lowered wants them
  /// @throws LoopFault where the program breaks a rule
  public static SequencedMap<String, Tensor> run(LoopProgram program, Arguments arguments) {
    LoopInterpreter interpreter = new LoopInterpreter(program, arguments);
    count(program.steps(), interpreter.users);
    interpreter.steps(program.steps(), Map.of()).run();
    return interpreter.memory.outputs(program, arguments);
  }

  /// How many stages touch each workspace buffer.
  private static void count(List<Step> steps, Map<Buffer, Integer> users) {
    for (Step step : steps) {
      switch (step) {
        case Stage stage ->
            BufferUses.of(stage).stream()
                .filter(buffer -> buffer.space() == Space.WORKSPACE)
                .forEach(buffer -> users.merge(buffer, 1, Integer::sum));
        case Repeat repeat -> count(repeat.steps(), users);
      }
    }
  }

  private Runnable steps(List<Step> steps, Map<LoopVariable, Scope.Variable> repeated) {
    List<Runnable> actions = new ArrayList<>();
    for (Step step : steps) {
      actions.add(
          switch (step) {
            case Stage stage -> stage(stage, repeated);
            case Repeat repeat -> repeat(repeat, repeated);
          });
    }
    return () -> actions.forEach(Runnable::run);
  }

  private Runnable repeat(Repeat repeat, Map<LoopVariable, Scope.Variable> outer) {
    Scope.Variable variable = new Scope.Variable();
    Map<LoopVariable, Scope.Variable> repeated = new HashMap<>(outer);
    repeated.put(repeat.variable(), variable);
    Runnable body = steps(repeat.steps(), repeated);
    List<BufferMemory> own = inside(repeat);
    long extent = extent(repeat.variable(), dims.of(repeat.extent()));
    return () -> {
      for (long i = 0; i < extent; i++) {
        variable.value = i;
        own.forEach(BufferMemory::forget);
        body.run();
      }
    };
  }

  /// Workspace that nobody outside of the repetition touches.
  private List<BufferMemory> inside(Repeat repeat) {
    Map<Buffer, Integer> own = new LinkedHashMap<>();
    count(repeat.steps(), own);
    return own.keySet().stream()
        .filter(buffer -> Objects.equals(own.get(buffer), users.get(buffer)))
        .map(memory::of)
        .toList();
  }

  private Runnable stage(Stage stage, Map<LoopVariable, Scope.Variable> repeated) {
    Scope scope = new Scope(dims, repeated);
    Scope.Variable parallel = scope.variable(stage.parallel());
    List<BufferMemory> scratch = memory.scratch(stage.scratch());
    Runnable body = new StatementCode(scope, memory, state).of(stage.body());
    long extent = extent(stage.parallel(), dims.of(stage.extent()));
    return () -> {
      state.beginStage(stage.name());
      for (long i = 0; i < extent; i++) {
        state.beginIteration();
        scratch.forEach(BufferMemory::forget);
        parallel.value = i;
        body.run();
      }
    };
  }

  private long extent(LoopVariable variable, long extent) {
    if (extent < 0) {
      throw state.fault(LoopFault.Kind.EXTENT, variable + " < " + extent);
    }
    return extent;
  }
}
