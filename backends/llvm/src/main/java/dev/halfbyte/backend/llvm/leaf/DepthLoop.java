package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// The loops over the reduced extent for one block of rows and one group of columns; all
/// accumulators stay in registers, those of a row side by side.
final class DepthLoop {
  private final LeafKind kind;
  private final DotProduct dot;
  private final FunctionText text;
  private final List<String> rows;
  private final String panel;
  private final int group;
  private final DepthRange range;

  /// @param rows pointers to the activations of each row
  /// @param panel pointer to the weights
  DepthLoop(
      LeafKind kind,
      DotProduct dot,
      FunctionText text,
      List<String> rows,
      String panel,
      int group,
      DepthRange range) {
    this.kind = kind;
    this.dot = dot;
    this.text = text;
    this.rows = List.copyOf(rows);
    this.panel = panel;
    this.group = group;
    this.range = range;
  }

  /// The accumulators of each row after the range.
  List<List<String>> write() {
    int count = rows.size() * dot.accumulators();
    int chains = dot.chains(rows.size());
    CountedLoop.Carried zero = new CountedLoop.Carried(dot.vector(), "zeroinitializer");
    CountedLoop.End end =
        new CountedLoop.End(range.begin(), Collections.nCopies(count * chains, zero));
    if (chains > 1) {
      end = joined(loop(end, chains, this::chains), count);
    } else if (dot instanceof NarrowDot narrow && narrow.narrowSteps() > 1) {
      int steps = narrow.narrowSteps();
      end = loop(end, steps, (depth, now, next) -> narrowSteps(narrow, steps, depth, now, next));
    } else if (dot.together() > 1) {
      end = loop(end, dot.together(), this::together);
    }
    end = loop(end, 1, (depth, now, next) -> step(depth, 0, now, next));
    List<String> sums = end.carried().stream().map(CountedLoop.Carried::value).toList();
    List<List<String>> byRow = new ArrayList<>();
    for (int i = 0; i < count; i += dot.accumulators()) {
      byRow.add(sums.subList(i, i + dot.accumulators()));
    }
    return byRow;
  }

  /// Takes `steps` steps at a time while as many are left.
  private CountedLoop.End loop(CountedLoop.End start, int steps, CountedLoop.Iteration iteration) {
    int depth = steps * kind.tile().depth();
    return CountedLoop.write(text, start.depth(), depth, range.end(), start.carried(), iteration);
  }

  /// A step for each chain.
  private void chains(String depth, List<String> now, List<String> next) {
    for (int s = 0; s < dot.chains(rows.size()); s++) {
      step(depth, s, now, next);
    }
  }

  /// Adds up the chains of each of `count` accumulators.
  private CountedLoop.End joined(CountedLoop.End chained, int count) {
    List<CountedLoop.Carried> sums = new ArrayList<>(chained.carried().subList(0, count));
    for (int i = count; i < chained.carried().size(); i++) {
      String sum = sums.get(i % count).value();
      String more = chained.carried().get(i).value();
      String both = text.value("add %s %s, %s", dot.vector(), sum, more);
      sums.set(i % count, new CountedLoop.Carried(dot.vector(), both));
    }
    return new CountedLoop.End(chained.depth(), sums);
  }

  /// One step, into the chain of the same number.
  private void step(String depth, int step, List<String> sums, List<String> next) {
    List<String> weights = weights(depth, step);
    for (int r = 0; r < rows.size(); r++) {
      String activations = activations(r, depth, step);
      for (int w = 0; w < weights.size(); w++) {
        int i = (step * rows.size() + r) * weights.size() + w;
        dot.accumulate(text, next.get(i), sums.get(i), activations, weights.get(w));
      }
    }
  }

  /// Several steps, one after the other, of activations that are loaded together.
  private void together(String depth, List<String> now, List<String> next) {
    List<List<String>> held = nothingHeld();
    List<String> sums = now;
    for (int s = 0; s < dot.together(); s++) {
      boolean last = s == dot.together() - 1;
      List<String> after = last ? next : sums.stream().map(_ -> text.uniqueName("sum")).toList();
      List<String> weights = weights(depth, s);
      for (int r = 0; r < rows.size(); r++) {
        String four = four(held, r, depth, s);
        for (int w = 0; w < weights.size(); w++) {
          int i = r * weights.size() + w;
          dot.accumulate(text, after.get(i), sums.get(i), four, weights.get(w));
        }
      }
      sums = after;
    }
  }

  private void narrowSteps(
      NarrowDot narrow, int steps, String depth, List<String> sums, List<String> next) {
    List<Optional<String>> partial =
        new ArrayList<>(Collections.nCopies(sums.size(), Optional.<String>empty()));
    List<List<String>> held = nothingHeld();
    for (int s = 0; s < steps; s++) {
      List<String> weights = weights(depth, s);
      for (int r = 0; r < rows.size(); r++) {
        String four = four(held, r, depth, s);
        for (int w = 0; w < weights.size(); w++) {
          int i = r * weights.size() + w;
          String sum = narrow.narrow(text, partial.get(i), four, weights.get(w));
          partial.set(i, Optional.of(sum));
        }
      }
    }
    for (int i = 0; i < sums.size(); i++) {
      narrow.widen(text, next.get(i), sums.get(i), partial.get(i).orElseThrow());
    }
  }

  /// Activations of a row in one step; loads those of [DotProduct#together] steps at the first.
  ///
  /// @param held what was loaded for each row
  private String four(List<List<String>> held, int row, String depth, int step) {
    int together = dot.together();
    if (step % together == 0) {
      held.set(
          row,
          together > 1
              ? dot.activationsTogether(text, pointer(row, depth, step))
              : List.of(activations(row, depth, step)));
    }
    return held.get(row).get(step % together);
  }

  private List<List<String>> nothingHeld() {
    return new ArrayList<>(Collections.nCopies(rows.size(), List.<String>of()));
  }

  private List<String> weights(String depth, int step) {
    int bytesPerDepth = kind.stepBytes() / kind.tile().depth();
    String offset = text.value("mul nuw nsw i64 %s, %d", depth, bytesPerDepth);
    String base = text.value("getelementptr inbounds i8, ptr %s, i64 %s", panel, offset);
    long at = (long) step * kind.stepBytes() + dot.groupOffset(group);
    return dot.weights(text, VectorText.advance(text, base, at));
  }

  private String activations(int row, String depth, int step) {
    return dot.activations(text, pointer(row, depth, step));
  }

  private String pointer(int row, String depth, int step) {
    String base = text.value("getelementptr inbounds i8, ptr %s, i64 %s", rows.get(row), depth);
    return VectorText.advance(text, base, (long) step * kind.tile().depth());
  }
}
