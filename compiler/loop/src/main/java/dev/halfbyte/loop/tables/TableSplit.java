package dev.halfbyte.loop.tables;

import dev.halfbyte.ir.range.DimBounds;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.ConstantData;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.Repeat;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Step;
import dev.halfbyte.loop.lower.BufferUses;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Takes lookups in constant tables out of the innermost loops of a program.
///
/// Vector units read a table of bytes with shuffles, many elements at a time; a loop that computes
/// an index, reads an entry and goes on is beyond what a compiler makes of shuffles, and becomes
/// single loads. Here it becomes a loop over the indices, a [dev.halfbyte.loop.TableMap], and a
/// loop over the rest. Integers only move, so no bit changes.
public final class TableSplit {
  private final DimBounds bounds;
  private final Tables tables;
  private final long leastCount;

  private TableSplit(LoopProgram program, long leastCount) {
    this.leastCount = leastCount;
    this.bounds = new DimBounds(program.dims());
    this.tables = new Tables(program.constants());
  }

  /// The program with its lookups apart, as far as they have the form of a [Lookup].
  ///
  /// @param leastCount loops of fewer iterations stay whole
  public static LoopProgram split(LoopProgram program, long leastCount) {
    TableSplit split = new TableSplit(program, leastCount);
    List<Step> steps = split.steps(program.steps());
    return new LoopProgram(
        program.name(),
        program.hash(),
        program.dims(),
        program.arguments(),
        used(split.tables.all(), steps),
        program.workspace(),
        steps,
        program.decisions());
  }

  private List<Step> steps(List<Step> steps) {
    return steps.stream().map(this::step).toList();
  }

  private Step step(Step step) {
    return switch (step) {
      case Stage stage -> new StageSplit(stage, bounds, tables, leastCount).split();
      case Repeat repeat ->
          new Repeat(repeat.variable(), repeat.extent(), repeat.origin(), steps(repeat.steps()));
    };
  }

  /// The constants that are still read.
  private static List<ConstantData> used(List<ConstantData> constants, List<Step> steps) {
    Set<Buffer> touched = new HashSet<>();
    touch(steps, touched);
    return constants.stream().filter(c -> touched.contains(c.buffer())).toList();
  }

  private static void touch(List<Step> steps, Set<Buffer> touched) {
    for (Step step : steps) {
      switch (step) {
        case Stage stage -> touched.addAll(BufferUses.of(stage));
        case Repeat repeat -> touch(repeat.steps(), touched);
      }
    }
  }
}
