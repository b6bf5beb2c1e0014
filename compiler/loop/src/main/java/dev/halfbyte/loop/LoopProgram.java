package dev.halfbyte.loop;

import dev.halfbyte.ir.DimDeclaration;
import java.util.List;

/// A sealed program as stages over buffers. Stages run one after another.
///
/// @param hash of the sealed program that it computes
/// @param dims values that each run gives, checked against their bounds before the first stage
/// @param arguments inputs in the order of the kernel's parameters, then outputs
public record LoopProgram(
    String name,
    String hash,
    List<DimDeclaration> dims,
    List<Argument> arguments,
    List<ConstantData> constants,
    Workspace workspace,
    List<Stage> stages) {
  public LoopProgram {
    dims = List.copyOf(dims);
    arguments = List.copyOf(arguments);
    constants = List.copyOf(constants);
    stages = List.copyOf(stages);
  }

  public List<Argument> arguments(Argument.Direction direction) {
    return arguments.stream().filter(a -> a.direction() == direction).toList();
  }
}
