package dev.halfbyte.quant.scan;

import dev.halfbyte.quant.Explanation;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// The explanations of all iterations of a body as those of one: what holds for all is said once,
/// ranges are joined.
public final class IterationReasons {
  private IterationReasons() {}

  /// @param iterations the explanations of each iteration
  public static List<Explanation> merge(List<List<Explanation>> iterations) {
    SequencedMap<Object, Explanation> merged = new LinkedHashMap<>();
    for (List<Explanation> iteration : iterations) {
      SequencedMap<Object, Integer> seen = new LinkedHashMap<>();
      for (Explanation explanation : iteration) {
        // An iteration may say two things of a kind about a value, in the same order as all others.
        Object kind = kind(explanation);
        int number = seen.merge(kind, 1, Integer::sum);
        merged.merge(List.of(kind, number), explanation, IterationReasons::join);
      }
    }
    return new ArrayList<>(merged.values());
  }

  private static Object kind(Explanation explanation) {
    boolean joined =
        explanation instanceof Explanation.CodedConstant
            || explanation instanceof Explanation.GroupedConstant
            || explanation instanceof Explanation.Accumulated
            || explanation instanceof Explanation.Reparametrized
            || explanation instanceof Explanation.ShiftedChannels
            || explanation instanceof Explanation.FixedNoise;
    return joined ? List.of(explanation.getClass(), explanation.path()) : explanation;
  }

  private static Explanation join(Explanation first, Explanation second) {
    if (first instanceof Explanation.CodedConstant a
        && second instanceof Explanation.CodedConstant b) {
      return new Explanation.CodedConstant(
          a.path(),
          a.encoding(),
          a.scales() + b.scales(),
          Math.min(a.leastScale(), b.leastScale()),
          Math.max(a.greatestScale(), b.greatestScale()),
          a.rule());
    }
    if (first instanceof Explanation.GroupedConstant a
        && second instanceof Explanation.GroupedConstant b) {
      return a.join(b);
    }
    if (first instanceof Explanation.Reparametrized a
        && second instanceof Explanation.Reparametrized b) {
      return a.join(b);
    }
    if (first instanceof Explanation.ShiftedChannels a
        && second instanceof Explanation.ShiftedChannels b) {
      return a.join(b);
    }
    if (first instanceof Explanation.FixedNoise a && second instanceof Explanation.FixedNoise b) {
      return a.join(b);
    }
    if (first instanceof Explanation.Accumulated a && second instanceof Explanation.Accumulated b) {
      return new Explanation.Accumulated(
          a.path(),
          a.type(),
          new BigInteger(a.lo()).min(new BigInteger(b.lo())).toString(),
          new BigInteger(a.hi()).max(new BigInteger(b.hi())).toString());
    }
    return first;
  }
}
