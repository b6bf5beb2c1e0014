package dev.halfbyte.loop.lower;

import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.TileContract;
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
record TileBuffers(
    List<String> labels,
    List<Storage> rows,
    List<Storage> rowSums,
    List<Buffer> panels,
    List<List<Initial>> initial,
    Optional<TileContract.StepList> steps,
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
