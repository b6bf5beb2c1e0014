package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The loops over listed steps of a block of rows.
///
/// @param count of the steps listed at `%steps`, an i64
/// @param vector type of a sum
/// @param sums for each chain
/// @param chains steps at a time, each with sums of its own, so that they do not wait for each
///   other
record ListedLoop(
    LeafKind kind, FunctionText text, String count, String vector, int sums, int chains) {
  /// What is done with one step.
  interface Step {
    /// Writes the code of a step.
    ///
    /// @param weights pointer to the step of the panel
    /// @param first the step's first element of the depth, an i64
    /// @param now names of the sums before it
    /// @param next names that it has to define as their values after it
    void write(String weights, String first, List<String> now, List<String> next);
  }

  /// The sums after all listed steps.
  List<String> write(Step step) {
    CountedLoop.Carried zero = new CountedLoop.Carried(vector, "zeroinitializer");
    CountedLoop.End many =
        CountedLoop.write(
            text,
            "0",
            chains,
            count,
            Collections.nCopies(chains * sums, zero),
            (at, now, next) -> steps(chains, step, at, now, next));
    CountedLoop.End end =
        CountedLoop.write(
            text,
            many.depth(),
            1,
            count,
            joined(many.carried()),
            (at, now, next) -> steps(1, step, at, now, next));
    return end.carried().stream().map(CountedLoop.Carried::value).toList();
  }

  private List<CountedLoop.Carried> joined(List<CountedLoop.Carried> chained) {
    List<CountedLoop.Carried> joined = new ArrayList<>(chained.subList(0, sums));
    for (int i = sums; i < chained.size(); i++) {
      String sum = joined.get(i % sums).value();
      String both = text.value("add %s %s, %s", vector, sum, chained.get(i).value());
      joined.set(i % sums, new CountedLoop.Carried(vector, both));
    }
    return joined;
  }

  /// The steps listed from `at` on, one for each chain.
  private void steps(int count, Step step, String at, List<String> now, List<String> next) {
    String list = text.value("getelementptr inbounds i32, ptr %%steps, i64 %s", at);
    for (int s = 0; s < count; s++) {
      String entry = VectorText.advance(text, list, (long) Integer.BYTES * s);
      String number = text.value("load i32, ptr %s, align 4", entry);
      String wide = text.value("zext i32 %s to i64", number);
      step.write(
          pointer("%weights", wide, kind.stepBytes()),
          text.value("mul nuw nsw i64 %s, %d", wide, kind.tile().depth()),
          now.subList(s * sums, (s + 1) * sums),
          next.subList(s * sums, (s + 1) * sums));
    }
  }

  private String pointer(String base, String step, int bytes) {
    String distance = text.value("mul nuw nsw i64 %s, %d", step, bytes);
    return text.value("getelementptr inbounds i8, ptr %s, i64 %s", base, distance);
  }
}
