package dev.halfbyte.loop.lower;

import dev.halfbyte.loop.LoopVariable;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Hands out names that are unique in a stage.
final class StageNames {
  private final Map<String, Integer> used = new HashMap<>();

  /// @param reserved names never handed out
  StageNames(Set<String> reserved) {
    reserved.forEach(name -> used.put(name, 1));
  }

  LoopVariable variable(String hint) {
    return new LoopVariable(unique(hint));
  }

  String local(String hint) {
    return unique(hint);
  }

  private String unique(String hint) {
    int count = used.merge(hint, 1, Integer::sum);
    return count == 1 ? hint : hint + "_" + count;
  }
}
