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
  private final int group;

  /// @param rows pointers to the activations of each row
  DepthLoop(LeafKind kind, DotProduct dot, FunctionText text, List<String> rows, int group) {
    this.kind = kind;
    this.dot = dot;
    this.text = text;
    this.rows = List.copyOf(rows);
    this.group = group;
  }

  /// Where a loop stands.
  ///
  /// @param depth how far it has come
  private record Progress(String depth, List<String> sums) {}

  /// The accumulators of each row after the whole depth.
  List<List<String>> write() {
    int count = rows.size() * dot.accumulators();
    int chains = dot.chains(rows.size());
    Progress progress = new Progress("0", Collections.nCopies(count * chains, "zeroinitializer"));
    if (chains > 1) {
      progress = joined(loop(progress, chains), count);
    } else if (dot instanceof NarrowDot narrow && narrow.narrowSteps() > 1) {
      progress = loop(progress, narrow.narrowSteps());
    }
    List<String> sums = loop(progress, 1).sums;
    List<List<String>> byRow = new ArrayList<>();
    for (int i = 0; i < count; i += dot.accumulators()) {
      byRow.add(sums.subList(i, i + dot.accumulators()));
    }
    return byRow;
  }

  /// Adds up the chains of each of `count` accumulators.
  private Progress joined(Progress chained, int count) {
    List<String> sums = new ArrayList<>(chained.sums.subList(0, count));
    for (int i = count; i < chained.sums.size(); i++) {
      String sum = sums.get(i % count);
      sums.set(i % count, text.value("add %s %s, %s", dot.vector(), sum, chained.sums.get(i)));
    }
    return new Progress(chained.depth, sums);
  }

  /// Takes `steps` steps at a time while as many are left.
  private Progress loop(Progress start, int steps) {
    String head = text.label("depth");
    String body = head + ".body";
    String exit = head + ".exit";
    String before = text.block();
    String depth = text.uniqueName("k");
    String advanced = text.uniqueName("k");
    List<String> sums = new ArrayList<>();
    List<String> next = new ArrayList<>();
    for (int i = 0; i < start.sums.size(); i++) {
      sums.add(text.uniqueName("sum"));
      next.add(text.uniqueName("sum"));
    }
    String phi = "phi %s [ %s, %%%s ], [ %s, %%%s ]";
    text.jumpTo(head);
    text.define(depth, phi, "i64", start.depth, before, advanced, body);
    for (int i = 0; i < sums.size(); i++) {
      text.define(sums.get(i), phi, dot.vector(), start.sums.get(i), before, next.get(i), body);
    }
    text.define(advanced, "add nuw nsw i64 %s, %d", depth, steps * kind.tile().depth());
    text.branch(text.value("icmp sle i64 %s, %%depth", advanced), body, exit);
    text.start(body);
    if (sums.size() > rows.size() * dot.accumulators()) {
      for (int s = 0; s < steps; s++) {
        step(depth, s, sums, next);
      }
    } else if (dot instanceof NarrowDot narrow && steps > 1) {
      narrowSteps(narrow, steps, depth, sums, next);
    } else {
      step(depth, 0, sums, next);
    }
    text.line("br label %" + head);
    text.start(exit);
    return new Progress(depth, sums);
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

  private void narrowSteps(
      NarrowDot narrow, int steps, String depth, List<String> sums, List<String> next) {
    List<Optional<String>> partial =
        new ArrayList<>(Collections.nCopies(sums.size(), Optional.<String>empty()));
    for (int s = 0; s < steps; s++) {
      List<String> weights = weights(depth, s);
      for (int r = 0; r < rows.size(); r++) {
        String activations = activations(r, depth, s);
        for (int w = 0; w < weights.size(); w++) {
          int i = r * weights.size() + w;
          String sum = narrow.narrow(text, partial.get(i), activations, weights.get(w));
          partial.set(i, Optional.of(sum));
        }
      }
    }
    for (int i = 0; i < sums.size(); i++) {
      narrow.widen(text, next.get(i), sums.get(i), partial.get(i).orElseThrow());
    }
  }

  private List<String> weights(String depth, int step) {
    int bytesPerDepth = kind.stepBytes() / kind.tile().depth();
    String offset = text.value("mul nuw nsw i64 %s, %d", depth, bytesPerDepth);
    String base = text.value("getelementptr inbounds i8, ptr %%weights, i64 %s", offset);
    long at = (long) step * kind.stepBytes() + dot.groupOffset(group);
    return dot.weights(text, VectorText.advance(text, base, at));
  }

  private String activations(int row, String depth, int step) {
    String base = text.value("getelementptr inbounds i8, ptr %s, i64 %s", rows.get(row), depth);
    return dot.activations(text, VectorText.advance(text, base, (long) step * kind.tile().depth()));
  }
}
