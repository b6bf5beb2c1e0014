package dev.halfbyte.backend.verilog.schedule;

import java.util.ArrayList;
import java.util.List;

/// Ways to cut the row blocks of a phase into chunks.
///
/// @param size row blocks of a chunk
/// @param rampUp whether the first chunks are small, so that the array begins early
/// @param rampDown whether the last chunks are small, so that little is left behind the array
record Cuts(int size, boolean rampUp, boolean rampDown) {
  /// The first chunk of a ramp has one block for so many of a whole chunk.
  private static final int RAMP = 8;

  /// Returns the chunks of `blocks` row blocks, in order.
  List<Chunk> of(int blocks) {
    List<Integer> head = rampUp ? ramp() : List.of();
    List<Integer> tail = rampDown ? ramp().reversed() : List.of();
    int ramps = sum(head) + sum(tail);
    List<Integer> sizes = new ArrayList<>();
    if (ramps + size > blocks) {
      sizes.addAll(even(blocks));
    } else {
      sizes.addAll(head);
      sizes.addAll(even(blocks - ramps));
      sizes.addAll(tail);
    }
    List<Chunk> chunks = new ArrayList<>();
    int first = 0;
    for (int count : sizes) {
      chunks.add(new Chunk(chunks.size(), first, count));
      first += count;
    }
    return chunks;
  }

  private List<Integer> ramp() {
    List<Integer> sizes = new ArrayList<>();
    for (int blocks = Math.ceilDiv(size, RAMP); blocks < size; blocks *= 2) {
      sizes.add(blocks);
    }
    return sizes;
  }

  /// Chunks of about equal size, at most `size`.
  private List<Integer> even(int blocks) {
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
