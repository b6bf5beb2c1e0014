package dev.halfbyte.backend.llvm.emit;

import dev.halfbyte.backend.llvm.text.FunctionText;
import dev.halfbyte.loop.Repeat;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Step;
import java.util.Iterator;
import java.util.List;

/// The calls of all stages of a variant in order, in loops where steps are repeated.
final class StepCalls {
  private final FunctionText text;
  private final DimEmitter dims;
  private final String closure;
  private final String counters;

  /// @param counters pointer to the numbers of the iterations under way, outermost first
  StepCalls(FunctionText text, DimEmitter dims, String closure, String counters) {
    this.text = text;
    this.dims = dims;
    this.closure = closure;
    this.counters = counters;
  }

  /// @param ranges names of the range functions, one per stage, in order
  void emit(List<Step> steps, List<String> ranges) {
    emit(steps, ranges.iterator(), 0);
  }

  private void emit(List<Step> steps, Iterator<String> ranges, int depth) {
    for (Step step : steps) {
      switch (step) {
        case Stage stage ->
            text.line(
                "call void @%s(ptr @%s, ptr %s, i64 %s, ptr %%parallel_for, ptr %%pool)"
                    .formatted(
                        ModuleEmitter.EACH, ranges.next(), closure, dims.emit(stage.extent())));
        case Repeat repeat -> repeat(repeat, ranges, depth);
      }
    }
  }

  private void repeat(Repeat repeat, Iterator<String> ranges, int depth) {
    String extent = dims.emit(repeat.extent());
    String head = text.label("repeat");
    String body = text.label("repeat.body");
    String exit = text.label("repeat.exit");
    String counter = text.value("getelementptr inbounds i64, ptr %s, i64 %d", counters, depth);
    text.line("store i64 0, ptr %s, align 8".formatted(counter));
    text.jumpTo(head);
    String number = text.value("load i64, ptr %s, align 8", counter);
    text.branch(text.value("icmp slt i64 %s, %s", number, extent), body, exit);
    text.start(body);
    emit(repeat.steps(), ranges, depth + 1);
    String next = text.value("add nuw nsw i64 %s, 1", number);
    text.line("store i64 %s, ptr %s, align 8".formatted(next, counter));
    text.line("br label %" + head);
    text.start(exit);
  }
}
