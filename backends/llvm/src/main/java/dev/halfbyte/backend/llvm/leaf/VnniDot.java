package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// AVX-512 VNNI: `vpdpbusd` adds four products u8 x s8 to each 32-bit lane without saturation.
record VnniDot(LeafKind kind) implements DotProduct {
  private static final int VECTOR_BYTES = 64;

  /// Rows of two accumulators each that leave registers for weights and activations.
  private static final int MOST_ROWS = 12;

  /// As many rows as divide those of the tile and leave registers for the factors, then fewer.
  @Override
  public List<Integer> rowBlocks() {
    int rows = kind.tile().rows();
    return Stream.concat(
            IntStream.iterate(MOST_ROWS, r -> r - 1).filter(r -> rows % r == 0).limit(1).boxed(),
            Stream.of(4, 1))
        .distinct()
        .filter(r -> r <= rows)
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  @Override
  public Optional<SingleRow> singleRow() {
    return kind.deep() || !packed() ? Optional.empty() : Optional.of(new VnniSingleRow(kind));
  }

  /// Eight accumulators hide the latency of `vpdpbusd`.
  @Override
  public int chains(int rows) {
    return Math.max(1, 4 / rows);
  }

  @Override
  public int lanes() {
    return 16;
  }

  @Override
  public int accumulators() {
    return 2;
  }

  @Override
  public int groups() {
    return kind.tile().columns() / (2 * lanes());
  }

  @Override
  public int groupOffset(int group) {
    return group * (packed() ? VECTOR_BYTES : 2 * VECTOR_BYTES);
  }

  @Override
  public List<Integer> columns(int group) {
    return packed()
        ? List.of(group * lanes(), group * lanes() + kind.tile().columns() / 2)
        : List.of(2 * group * lanes(), (2 * group + 1) * lanes());
  }

  @Override
  public List<String> weights(FunctionText text, String pointer) {
    List<String> bytes = new ArrayList<>();
    String first = VectorText.load(text, pointer, VECTOR_BYTES);
    if (packed()) {
      bytes.addAll(
          kind.deep()
              ? Nibbles.extended(text, first, VECTOR_BYTES)
              : Nibbles.scaled(text, first, VECTOR_BYTES));
    } else {
      String next = VectorText.advance(text, pointer, VECTOR_BYTES);
      bytes.addAll(List.of(first, VectorText.load(text, next, VECTOR_BYTES)));
    }
    return bytes.stream().map(b -> text.value("bitcast <64 x i8> %s to <16 x i32>", b)).toList();
  }

  @Override
  public String activations(FunctionText text, String pointer) {
    return VectorText.broadcastQuad(text, pointer, lanes());
  }

  @Override
  public void accumulate(
      FunctionText text, String result, String accumulator, String activations, String weights) {
    text.callInto(
        result,
        vector(),
        "llvm.x86.avx512.vpdpbusd.512",
        vector() + " " + accumulator,
        vector() + " " + activations,
        vector() + " " + weights);
  }

  @Override
  public List<String> results(FunctionText text, List<String> accumulators) {
    return packed() && !kind.deep()
        ? accumulators.stream().map(a -> Nibbles.unscale(text, vector(), a)).toList()
        : accumulators;
  }

  private boolean packed() {
    return kind.isPacked();
  }
}
