package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.bind.Matrix;
import dev.halfbyte.backend.verilog.bind.RowGroups;
import dev.halfbyte.backend.verilog.bind.Task;
import dev.halfbyte.backend.verilog.cmd.ConstantImage;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.CommandField;
import dev.halfbyte.rtl.Destination;
import dev.halfbyte.rtl.Epilogue;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.rtl.Reduction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Turns reductions of rows into elementwise commands: one for each row of the target, or one for
/// several neighbours whose groups begin in neighbouring rows too.
///
/// @param config one row to a word
/// @param plan where the source is as a whole, and a chunk of the target
record ReductionSteps(AcceleratorConfig config, RowPlan plan, Images images) {

  /// Returns the work for some rows of the target.
  List<List<Step>> of(Task.Reduce task, int index, Rows rows) {
    Map<Memory, ConstantImage> constants = images.elementwise(task.requantization(), index);
    List<List<Step>> works = new ArrayList<>();
    int row = 0;
    while (row < rows.count()) {
      int end = row + 1;
      while (end < rows.count() && isOneCommand(task, rows.first() + row, rows.first() + end)) {
        end++;
      }
      works.add(List.of(step(task, constants, rows, row, end - row)));
      row = end;
    }
    return works;
  }

  /// Whether the rows of the target from `first` to `last` are one run of words, as are those of
  /// the source that they come from.
  private boolean isOneCommand(Task.Reduce task, int first, int last) {
    int words = tightWords(task.source());
    List<Integer> firsts = task.rows().firsts();
    return task.source().rowBlockWords() == words
        && task.target().rowBlockWords() == words
        && firsts.get(last) - firsts.get(first) == last - first
        && firsts.get(last) - firsts.get(last - 1) == 1
        && (long) (last - first + 1) * words <= CommandField.COUNT.max();
  }

  private int tightWords(Matrix matrix) {
    return (matrix.groups() - 1) * matrix.groupWords()
        + Math.ceilDiv(matrix.cols(), config.lanes());
  }

  /// @param row the first row of the target among `rows`
  /// @param count rows of the target
  private Step step(
      Task.Reduce task, Map<Memory, ConstantImage> constants, Rows rows, int row, int count) {
    Matrix source = task.source();
    RowGroups groups = task.rows();
    int firstRow = groups.firsts().get(rows.first() + row);
    int words = (count - 1) * source.rowBlockWords() + tightWords(source);
    Optional<Reduction> reduction =
        Optional.of(groups.count())
            .filter(reduced -> reduced > 1)
            .map(reduced ->
                new Reduction(task.kind(), reduced, groups.step() * source.rowBlockWords()));
    return Step.compute(
        constants,
        (bases, waits) ->
            new Command.Elementwise(
                source.home(),
                plan.base(source, new Rows(rows.chunk(), firstRow, 1), config),
                source.storage().signed(),
                reduction,
                Epilogues.base(bases, Memory.PAR),
                words,
                epilogue(task, rows, row, bases),
                waits));
  }

  private Epilogue epilogue(Task.Reduce task, Rows rows, int row, Map<Memory, Integer> bases) {
    Matrix target = task.target();
    return new Epilogues(plan, config)
        .of(
            task.requantization(),
            Destination.rowsIn(target.home()),
            plan.base(target, rows, config) + row * target.rowBlockWords(),
            rows,
            0,
            0,
            bases);
  }
}
