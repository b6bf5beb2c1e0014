package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Vector idioms that several instruction sets share.
final class VectorText {
  private VectorText() {}

  /// `bytes` bytes at `pointer`.
  static String load(FunctionText text, String pointer, int bytes) {
    return text.value("load <%d x i8>, ptr %s, align 1", bytes, pointer);
  }

  /// Stores a vector of `bytes` bytes at `pointer`.
  static void store(FunctionText text, String vector, String pointer, int bytes) {
    text.line("store <%d x i8> %s, ptr %s, align 1".formatted(bytes, vector, pointer));
  }

  /// The pointer `offset` bytes further on.
  static String advance(FunctionText text, String pointer, long offset) {
    return offset == 0
        ? pointer
        : text.value("getelementptr inbounds i8, ptr %s, i64 %d", pointer, offset);
  }

  /// Four bytes at `pointer` as an i32, repeated over `lanes` lanes.
  static String broadcastQuad(FunctionText text, String pointer, int lanes) {
    String quad = text.value("load i32, ptr %s, align 1", pointer);
    return splat(text, "i32", quad, lanes);
  }

  static String splat(FunctionText text, String element, String scalar, int lanes) {
    String type = "<" + lanes + " x " + element + ">";
    String single = text.value("insertelement %s poison, %s %s, i64 0", type, element, scalar);
    return text.value(
        "shufflevector %s %s, %s poison, <%d x i32> zeroinitializer", type, single, type, lanes);
  }

  /// A vector of bytes, followed by itself.
  static String twice(FunctionText text, String vector, int bytes) {
    String mask =
        IntStream.range(0, 2 * bytes)
            .mapToObj(i -> "i32 " + i % bytes)
            .collect(Collectors.joining(", ", "<", ">"));
    return text.value(
        "shufflevector <%d x i8> %s, <%d x i8> poison, <%d x i32> %s",
        bytes, vector, bytes, 2 * bytes, mask);
  }

  /// Adds neighbours: lane `i` of the result is `v[2i] + v[2i+1]` of `v = first ++ second`.
  static String pairwiseAdd(FunctionText text, String first, String second, int lanes) {
    String type = "<" + lanes + " x i32>";
    String even = shuffle(text, type, first, second, lanes, 0);
    String odd = shuffle(text, type, first, second, lanes, 1);
    return text.value("add %s %s, %s", type, even, odd);
  }

  private static String shuffle(
      FunctionText text, String type, String first, String second, int lanes, int phase) {
    String mask =
        IntStream.range(0, lanes)
            .mapToObj(i -> "i32 " + (2 * i + phase))
            .collect(Collectors.joining(", ", "<", ">"));
    return text.value(
        "shufflevector %s %s, %s %s, <%d x i32> %s", type, first, type, second, lanes, mask);
  }

  /// Half of a vector of 16 bytes.
  static String half(FunctionText text, String vector, int first) {
    return half(text, vector, 16, first);
  }

  /// Half of a vector of `bytes` bytes.
  static String half(FunctionText text, String vector, int bytes, int first) {
    String mask =
        IntStream.range(first, first + bytes / 2)
            .mapToObj(i -> "i32 " + i)
            .collect(Collectors.joining(", ", "<", ">"));
    return text.value(
        "shufflevector <%d x i8> %s, <%d x i8> poison, <%d x i32> %s",
        bytes, vector, bytes, bytes / 2, mask);
  }
}
