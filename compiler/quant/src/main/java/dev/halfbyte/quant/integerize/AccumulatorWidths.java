package dev.halfbyte.quant.integerize;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import java.util.ArrayList;
import java.util.List;

/// The types of the accumulators of a program, in the order in which they are decided; all
/// iterations of a scan get the widest that one of them needs.
final class AccumulatorWidths {
  private final List<IntType> least;
  private final List<IntType> chosen = new ArrayList<>();

  /// Every accumulator gets what it needs.
  AccumulatorWidths() {
    this(List.of());
  }

  private AccumulatorWidths(List<IntType> least) {
    this.least = List.copyOf(least);
  }

  /// At least as wide as `needed`.
  IntType choose(IntType needed) {
    IntType before = chosen.size() < least.size() ? least.get(chosen.size()) : needed;
    IntType type = before.bits() > needed.bits() ? before : needed;
    chosen.add(type);
    return type;
  }

  /// Decisions for one more run that are wide enough for all of `runs`.
  static AccumulatorWidths widest(List<AccumulatorWidths> runs) {
    List<IntType> widest = new ArrayList<>();
    int count = runs.stream().mapToInt(run -> run.chosen.size()).max().orElse(0);
    for (int i = 0; i < count; i++) {
      int number = i;
      boolean wide =
          runs.stream()
              .filter(run -> number < run.chosen.size())
              .anyMatch(run -> run.chosen.get(number).equals(ElemType.S64));
      widest.add(wide ? ElemType.S64 : ElemType.S32);
    }
    return new AccumulatorWidths(widest);
  }

  /// Whether all of `runs` decided alike.
  static boolean agree(List<AccumulatorWidths> runs) {
    return runs.stream().map(run -> run.chosen).distinct().count() <= 1;
  }
}
