package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.StepList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Where the operands of a tile contraction lie, digit by digit.
///
/// @param labels axes of the storages of the rows
/// @param rows one for each digit of the rows
/// @param rowSums sums of the rows' memory values over the true depth, axes `batch` then row
///   labels; for each digit of the rows, or none where no digit of the columns has a center
/// @param panels one for each digit of the columns
/// @param initial for each digit of the rows, for each digit of the columns
/// @param steps those that count, where they are listed
record TileBuffers(
    List<String> labels,
    List<Storage> rows,
    List<Storage> rowSums,
    List<Buffer> panels,
    List<List<Initial>> initial,
    Optional<Lists> steps,
    Optional<Groups> groups) {
  TileBuffers {
    labels = List.copyOf(labels);
    rows = List.copyOf(rows);
    rowSums = List.copyOf(rowSums);
    panels = List.copyOf(panels);
    initial = initial.stream().map(List::copyOf).toList();
  }

  /// Initial sums of the tile's columns.
  ///
  /// @param shared the same for all panels
  record Initial(Buffer buffer, boolean shared) {}

  /// Lists of steps, one after the other.
  ///
  /// @param entries from one list to the next
  /// @param byPanel one for each panel, else for each block of rows
  record Lists(StepList all, Dim entries, boolean byPanel) {}

  /// The list number `number` of all.
  static StepList at(StepList all, Dim entries, Index number) {
    return new StepList(
        all.numbers(), number.times(entries), all.count(), number, all.values(), all.unit());
  }

  /// What grouped sums take.
  ///
  /// @param multipliers U8, `[panel][group][column]`
  /// @param initial of the type of the sums, for each padded column; absent where the leaf
  ///   multiplies
  record Groups(Buffer multipliers, Optional<Buffer> initial) {}

  Optional<Storage> sums(int digit) {
    return rowSums.isEmpty()
        ? Optional.empty()
        : Optional.of(Objects.requireNonNull(rowSums.get(digit)));
  }
}
