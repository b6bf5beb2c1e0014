package dev.halfbyte.loop.interp;

import java.util.Arrays;

/// The elements of an array that buffers share one after another, each with its history.
///
/// Integers are sign- or zero-extended as their type says, floats are their raw bits.
final class Cells {
  /// What unwritten memory holds: looks like no sensible value of any type.
  private static final long POISON = 0x5aa5_a55a_965a_a569L;

  final long[] values;

  /// Number of the buffer that wrote last; 0 where none did.
  final int[] writer;

  /// Iterations that wrote last, that read last, and that read before and is another one.
  final int[] writtenIn;

  final int[] readIn;
  final int[] alsoReadIn;

  Cells(int size) {
    values = new long[size];
    writer = new int[size];
    writtenIn = new int[size];
    readIn = new int[size];
    alsoReadIn = new int[size];
    Arrays.fill(values, POISON);
  }
}
