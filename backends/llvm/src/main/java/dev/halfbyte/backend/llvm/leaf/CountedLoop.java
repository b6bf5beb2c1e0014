package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.ArrayList;
import java.util.List;

/// A loop over the depth that carries values in registers.
final class CountedLoop {
  private CountedLoop() {}

  /// A carried value.
  ///
  /// @param type in LLVM's notation
  record Carried(String type, String value) {}

  /// What one iteration does.
  interface Iteration {
    /// Writes the code for depth `depth` on.
    ///
    /// @param now names of the carried values before it
    /// @param next names that it has to define as their values after it
    void write(String depth, List<String> now, List<String> next);
  }

  /// Where a loop ended.
  record End(String depth, List<Carried> carried) {}

  /// Takes `step` at a time while as much of `%depth` is left.
  static End write(
      FunctionText text, String begin, int step, List<Carried> carried, Iteration iteration) {
    return write(text, begin, step, "%depth", carried, iteration);
  }

  /// The same of another extent than the depth.
  static End write(
      FunctionText text,
      String begin,
      int step,
      String extent,
      List<Carried> carried,
      Iteration iteration) {
    String head = text.label("depth");
    String body = head + ".body";
    // The block that jumps back is the last one of the body, which may hold loops.
    String latch = head + ".next";
    String exit = head + ".exit";
    String before = text.block();
    String depth = text.uniqueName("k");
    String advanced = text.uniqueName("k");
    List<String> now = carried.stream().map(_ -> text.uniqueName("sum")).toList();
    List<String> next = carried.stream().map(_ -> text.uniqueName("sum")).toList();
    text.jumpTo(head);
    phi(text, depth, "i64", begin, before, advanced, latch);
    for (int i = 0; i < carried.size(); i++) {
      phi(text, now.get(i), carried.get(i).type, carried.get(i).value, before, next.get(i), latch);
    }
    text.define(advanced, "add nuw nsw i64 %s, %d", depth, step);
    text.branch(text.value("icmp sle i64 %s, %s", advanced, extent), body, exit);
    text.start(body);
    iteration.write(depth, now, next);
    text.jumpTo(latch);
    text.line("br label %" + head);
    text.start(exit);
    List<Carried> end = new ArrayList<>();
    for (int i = 0; i < carried.size(); i++) {
      end.add(new Carried(carried.get(i).type, now.get(i)));
    }
    return new End(depth, end);
  }

  private static void phi(
      FunctionText text,
      String name,
      String type,
      String first,
      String from,
      String again,
      String back) {
    text.define(name, "phi %s [ %s, %%%s ], [ %s, %%%s ]", type, first, from, again, back);
  }
}
