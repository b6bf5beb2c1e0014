package dev.halfbyte.loop;

import dev.halfbyte.ir.DimDeclaration;
import java.util.ArrayList;
import java.util.List;

/// A sealed program as stages over buffers. Steps run one after another.
///
/// @param hash of the sealed program that it computes
/// @param dims values that each run gives, checked against their bounds before the first stage
/// @param decisions choices of the lowering, for reports
/// @param arguments inputs in the order of the kernel's parameters, then outputs
public record LoopProgram(
    String name,
    String hash,
    List<DimDeclaration> dims,
    List<Argument> arguments,
    List<ConstantData> constants,
    Workspace workspace,
    List<Step> steps,
    List<Decision> decisions) {
  public LoopProgram {
    dims = List.copyOf(dims);
    arguments = List.copyOf(arguments);
    constants = List.copyOf(constants);
    steps = List.copyOf(steps);
    decisions = List.copyOf(decisions);
  }

  /// The same under another name, so that several can live in one library.
  public LoopProgram named(String other) {
    return new LoopProgram(other, hash, dims, arguments, constants, workspace, steps, decisions);
  }

  public List<Argument> arguments(Argument.Direction direction) {
    return arguments.stream().filter(a -> a.direction() == direction).toList();
  }

  /// A stage and the variables of the steps that repeat it, outermost first.
  public record Placed(Stage stage, List<LoopVariable> repeats) {
    public Placed {
      repeats = List.copyOf(repeats);
    }
  }

  /// All stages in the order of their first run.
  public List<Placed> placed() {
    List<Placed> placed = new ArrayList<>();
    collect(steps, List.of(), placed);
    return placed;
  }

  public List<Stage> stages() {
    return placed().stream().map(Placed::stage).toList();
  }

  private static void collect(List<Step> steps, List<LoopVariable> repeats, List<Placed> placed) {
    for (Step step : steps) {
      switch (step) {
        case Stage stage -> placed.add(new Placed(stage, repeats));
        case Repeat repeat -> {
          List<LoopVariable> inner = new ArrayList<>(repeats);
          inner.add(repeat.variable());
          collect(repeat.steps(), inner, placed);
        }
      }
    }
  }
}
