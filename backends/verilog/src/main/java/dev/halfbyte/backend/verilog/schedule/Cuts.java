package dev.halfbyte.backend.verilog.schedule;

import java.util.ArrayList;
import java.util.List;

/// A way to cut the row blocks of a phase into chunks.
///
/// @param size row blocks of a chunk at most
/// @param first those of the first chunk, from which they double up to `size`: a small one lets the
///   array begin early
/// @param last those of the last chunk, down to which they halve from `size`: a small one leaves
///   little to do behind the array
record Cuts(int size, int first, int last) {

  static Cuts even(int size) {
    return new Cuts(size, size, size);
  }

  /// Returns the chunks of `blocks` row blocks, in order.
  List<Chunk> of(int blocks) {
    List<Integer> sizes = new ArrayList<>(ramp(first));
    List<Integer> tail = ramp(last).reversed();
    int rest = blocks - sum(sizes) - sum(tail);
    if (rest < 0) {
      sizes.clear();
      sizes.addAll(even(blocks, size));
    } else {
      sizes.addAll(even(rest, size));
      sizes.addAll(tail);
    }
    List<Chunk> chunks = new ArrayList<>();
    int done = 0;
    for (int count : sizes) {
      chunks.add(new Chunk(chunks.size(), done, count));
      done += count;
    }
    return chunks;
  }

  private List<Integer> ramp(int least) {
    List<Integer> sizes = new ArrayList<>();
    for (int blocks = least; blocks < size; blocks *= 2) {
      sizes.add(blocks);
    }
    return sizes;
  }

  /// Chunks of about equal size, at most `size`.
  private static List<Integer> even(int blocks, int size) {
    int count = Math.ceilDiv(blocks, size);
    List<Integer> sizes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sizes.add(blocks / count + (i < blocks % count ? 1 : 0));
    }
    return sizes;
  }

  private static int sum(List<Integer> sizes) {
    return sizes.stream().mapToInt(Integer::intValue).sum();
  }
}
