package dev.halfbyte.frontend.check;

import dev.halfbyte.frontend.syntax.Declaration.FunctionSyntax;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which functions call which, in time linear in the text and without recursion.
///
/// @param calleesFirst the functions that reach no recursion, each after those that it calls
/// @param recursive the functions on a cycle of calls, or between two
record CallOrder(List<FunctionSyntax> calleesFirst, Set<String> recursive) {

  static CallOrder of(Map<String, FunctionSyntax> functions) {
    Map<String, Set<String>> callees = new LinkedHashMap<>();
    Map<String, Set<String>> callers = new LinkedHashMap<>();
    functions.keySet().forEach(name -> callers.put(name, new LinkedHashSet<>()));
    functions.forEach((name, function) -> {
      Set<String> called = new LinkedHashSet<>(CallNames.of(function));
      called.retainAll(functions.keySet());
      callees.put(name, called);
      called.forEach(c -> callers.getOrDefault(c, new HashSet<>()).add(name));
    });
    List<String> order = peel(functions.keySet(), callees, callers);
    Set<String> rest = new LinkedHashSet<>(functions.keySet());
    order.forEach(rest::remove);
    peel(rest, callers, callees).forEach(rest::remove);
    List<FunctionSyntax> sorted = new ArrayList<>();
    order.forEach(name -> {
      FunctionSyntax function = functions.get(name);
      if (function != null) {
        sorted.add(function);
      }
    });
    return new CallOrder(sorted, rest);
  }

  /// Repeatedly takes those of `names` that have no successor left among them.
  private static List<String> peel(
      Set<String> names,
      Map<String, Set<String>> successors,
      Map<String, Set<String>> predecessors) {
    Map<String, Integer> open = new HashMap<>();
    Deque<String> free = new ArrayDeque<>();
    for (String name : names) {
      int count =
          (int) successors.getOrDefault(name, Set.of()).stream().filter(names::contains).count();
      open.put(name, count);
      if (count == 0) {
        free.add(name);
      }
    }
    List<String> taken = new ArrayList<>();
    while (!free.isEmpty()) {
      String name = free.poll();
      taken.add(name);
      for (String predecessor : predecessors.getOrDefault(name, Set.of())) {
        Integer left = open.computeIfPresent(predecessor, (_, count) -> count - 1);
        if (left != null && left == 0) {
          free.add(predecessor);
        }
      }
    }
    return taken;
  }
}
