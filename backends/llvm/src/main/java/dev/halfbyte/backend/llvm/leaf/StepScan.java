package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.loop.StepList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Writes the code of [dev.halfbyte.loop.ListSteps]: sixteen steps at a time by `vpcompressd` where
/// there is that, the others one by one. The number of a step is written before it is known whether
/// it stays, and no branch is taken.
///
/// @param numbers pointer to those of the list, like `count` and `values`
/// @param rows their number, like `pitch` and `depth` an i64
public record StepScan(
    String numbers,
    String count,
    Optional<String> values,
    String activations,
    String pitch,
    String rows,
    String depth,
    int unit) {
  private static final int LANES = StepList.PADDING;
  private static final String VECTOR = "<" + LANES + " x i32>";

  public void write(FunctionText text, IsaVariant variant) {
    String steps = text.value("udiv exact i64 %s, %d", depth, unit);
    CountedLoop.End end = new CountedLoop.End("0", List.of(new CountedLoop.Carried("i64", "0")));
    if (variant == IsaVariant.AVX512_VNNI) {
      end =
          CountedLoop.write(
              text,
              end.depth(),
              LANES,
              steps,
              end.carried(),
              (at, now, next) -> many(text, at, now.getFirst(), next.getFirst()));
    }
    end =
        CountedLoop.write(
            text,
            end.depth(),
            1,
            steps,
            end.carried(),
            (at, now, next) -> one(text, at, now.getFirst(), next.getFirst()));
    String listed = end.carried().getFirst().value();
    values.ifPresent(pointer -> padding(text, pointer, listed));
    String narrow = text.value("trunc i64 %s to i32", listed);
    text.line("store i32 %s, ptr %s, align 4".formatted(narrow, count));
  }

  private void padding(FunctionText text, String pointer, String listed) {
    text.line(
        "store %s zeroinitializer, ptr %s, align 4"
            .formatted(VECTOR, at(text, numbers, listed, Integer.BYTES)));
    text.line(
        "store <%d x i8> zeroinitializer, ptr %s, align 1"
            .formatted(unit * LANES, at(text, pointer, listed, unit)));
  }

  private void many(FunctionText text, String step, String now, String next) {
    String element = "<%d x i%d>".formatted(LANES, Byte.SIZE * unit);
    String any = any(text, element, step);
    String mask = text.value("icmp ne %s %s, zeroinitializer", element, any);
    String first = VectorText.splat(text, "i32", text.value("trunc i64 %s to i32", step), LANES);
    String number = text.value("add %s %s, %s", VECTOR, first, ascending());
    String kept = compressed(text, number, mask);
    text.line(
        "store %s %s, ptr %s, align 4"
            .formatted(VECTOR, kept, at(text, numbers, now, Integer.BYTES)));
    values.ifPresent(pointer -> {
      boolean whole = unit == Integer.BYTES;
      String wide = whole ? any : text.value("zext %s %s to %s", element, any, VECTOR);
      String packed = compressed(text, wide, mask);
      String narrow = whole ? packed : text.value("trunc %s %s to %s", VECTOR, packed, element);
      text.line(
          "store %s %s, ptr %s, align 1".formatted(element, narrow, at(text, pointer, now, unit)));
    });
    String bits = text.value("bitcast <%d x i1> %s to i%d", LANES, mask, LANES);
    String more = text.call("i" + LANES, "llvm.ctpop.i" + LANES, "i" + LANES + " " + bits);
    text.define(next, "add nuw nsw i64 %s, %s", now, text.value("zext i%d %s to i64", LANES, more));
  }

  private static String ascending() {
    return IntStream.range(0, LANES)
        .mapToObj(i -> "i32 " + i)
        .collect(Collectors.joining(", ", "<", ">"));
  }

  private static String compressed(FunctionText text, String vector, String mask) {
    return text.call(
        VECTOR,
        "llvm.x86.avx512.mask.compress.v16i32",
        VECTOR + " " + vector,
        VECTOR + " zeroinitializer",
        "<%d x i1> %s".formatted(LANES, mask));
  }

  private void one(FunctionText text, String step, String now, String next) {
    String element = "i" + Byte.SIZE * unit;
    String any = any(text, element, step);
    String number = text.value("trunc i64 %s to i32", step);
    text.line(
        "store i32 %s, ptr %s, align 4".formatted(number, at(text, numbers, now, Integer.BYTES)));
    values.ifPresent(pointer ->
        text.line(
            "store %s %s, ptr %s, align 1".formatted(element, any, at(text, pointer, now, unit))));
    String counts = text.value("icmp ne %s %s, 0", element, any);
    text.define(next, "add nuw nsw i64 %s, %s", now, text.value("zext i1 %s to i64", counts));
  }

  /// All rows of the steps from `step` on, one over the other.
  private String any(FunctionText text, String type, String step) {
    String first = at(text, activations, step, unit);
    String row = text.value("load %s, ptr %s, align 1", type, first);
    if (rows.equals("1")) {
      return row;
    }
    return CountedLoop.write(
            text,
            "1",
            1,
            rows,
            List.of(new CountedLoop.Carried(type, row)),
            (r, now, next) -> {
              String place = at(text, first, text.value("mul i64 %s, %s", r, pitch), 1);
              String more = text.value("load %s, ptr %s, align 1", type, place);
              text.define(next.getFirst(), "or %s %s, %s", type, now.getFirst(), more);
            })
        .carried()
        .getFirst()
        .value();
  }

  private static String at(FunctionText text, String base, String number, int bytes) {
    String distance = bytes == 1 ? number : text.value("mul nuw nsw i64 %s, %d", number, bytes);
    return text.value("getelementptr inbounds i8, ptr %s, i64 %s", base, distance);
  }
}
