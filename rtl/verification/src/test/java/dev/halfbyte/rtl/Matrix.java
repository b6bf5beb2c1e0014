package dev.halfbyte.rtl;

import java.util.Random;
import java.util.function.IntBinaryOperator;

/// A dense integer matrix of the reference computations, zero beyond what was set.
final class Matrix {
  final int rows;
  final int cols;
  private final int[] elements;

  Matrix(int rows, int cols, IntBinaryOperator element) {
    this.rows = rows;
    this.cols = cols;
    this.elements = new int[rows * cols];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < cols; c++) {
        elements[r * cols + c] = element.applyAsInt(r, c);
      }
    }
  }

  static Matrix random(Random random, int rows, int cols, int lo, int hi) {
    return new Matrix(rows, cols, (_, _) -> random.nextInt(lo, hi + 1));
  }

  /// Returns the element, 0 outside the matrix: the padding of the memory layouts.
  int get(int row, int col) {
    return row < rows && col < cols ? elements[row * cols + col] : 0;
  }

  /// Returns the matrix grown by zero padding.
  Matrix padded(int newRows, int newCols) {
    return new Matrix(newRows, newCols, this::get);
  }
}
