package dev.halfbyte.backend.jvm.runtime;

import java.util.List;

/// All that the runtime must know of a generated class. Extents are numbers for
/// [KernelCode#extent].
///
/// @param hash of the sealed program
/// @param arguments inputs, then outputs
/// @param memory arguments in order, constants, workspace; the arrays that stages work on
/// @param slots workspace arrays; memory entries of disjoint lifetimes share one
/// @param stages the parallel loops by number
/// @param steps in which order, and how often, they run
public record KernelSpec(
    String name,
    String hash,
    List<Dim> dims,
    List<Argument> arguments,
    List<Memory> memory,
    List<Slot> slots,
    List<Stage> stages,
    List<Step> steps) {
  public KernelSpec {
    dims = List.copyOf(dims);
    arguments = List.copyOf(arguments);
    memory = List.copyOf(memory);
    slots = List.copyOf(slots);
    stages = List.copyOf(stages);
    steps = List.copyOf(steps);
  }

  /// A symbolic dim: `min <= value <= max`, a multiple of `step`.
  ///
  /// @param sources extents from which it follows
  public record Dim(String name, long min, long max, long step, List<DimSource> sources) {
    public Dim {
      sources = List.copyOf(sources);
    }
  }

  /// An extent of an input that is `coefficient * dim + constant`.
  public record DimSource(int argument, int axis, long coefficient, long constant) {}

  /// A tensor of the caller.
  ///
  /// @param declared the type as the kernel states it, for messages
  /// @param shape extent numbers
  /// @param least and `greatest` code or integer that the kernel takes; its array type may hold
  ///   more
  public record Argument(
      String name,
      boolean input,
      ElementType type,
      String declared,
      List<Integer> shape,
      long least,
      long greatest) {
    public Argument {
      shape = List.copyOf(shape);
    }
  }

  /// Where an array comes from.
  public enum Source {
    /// `position` is the number of the argument.
    ARGUMENT,
    /// `position` is the first byte in the constant image.
    CONSTANT,
    /// As `CONSTANT`; signed bytes of weight panels in columns, brought into their form when
    /// loaded.
    WEIGHTS_S8,
    /// As `WEIGHTS_S8`, two nibbles a byte: column `n` of a panel low, column `n + columns/2` high.
    WEIGHTS_S4,
    /// As `WEIGHTS_S8`, four weights a byte: two bits from bit `2j` on are column `n + j *
    /// columns/4` of a panel.
    WEIGHTS_S2,
    /// As `CONSTANT`; floats of weight panels in columns, brought into strips where those are used.
    WEIGHTS_F32,
    /// `position` is the number of the slot.
    WORKSPACE
  }

  /// One array of the memory table.
  ///
  /// @param count elements in the image, for constants
  /// @param columns and `depth` of a weight panel, else 0
  /// @param form in which all products of the weights are exact, `COLUMNS` for other arrays
  public record Memory(
      Source source,
      ElementType type,
      int position,
      int count,
      int columns,
      int depth,
      TileForm form) {}

  /// A workspace array.
  ///
  /// @param size extent number
  public record Slot(ElementType type, int size) {}

  /// A parallel loop.
  ///
  /// @param extent extent number
  public record Stage(String name, String origin, int extent) {}

  /// What is done next.
  public sealed interface Step {}

  /// Runs a stage.
  ///
  /// @param stage its number
  public record Run(int stage) implements Step {}

  /// Runs `steps` over and over.
  ///
  /// @param extent extent number
  public record Repeat(int extent, List<Step> steps) implements Step {
    public Repeat {
      steps = List.copyOf(steps);
    }
  }
}
