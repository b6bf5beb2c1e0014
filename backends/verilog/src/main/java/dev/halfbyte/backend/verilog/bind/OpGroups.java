package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The ops that one function of the source became: softmax, say, is a dozen ops once it is sealed.
///
/// Ops of one path or one place belong together; an op that has neither belongs to the ops that it
/// reads, or to its reader.
final class OpGroups {
  private final List<Node> nodes;
  private final int[] parent;
  private final boolean[] labelled;

  private OpGroups(List<Node> nodes) {
    this.nodes = nodes;
    this.parent = new int[nodes.size()];
    this.labelled = new boolean[nodes.size()];
    for (int i = 0; i < parent.length; i++) {
      parent[i] = i;
      labelled[i] = nodes.get(i).path().isPresent() || nodes.get(i).origin().isPresent();
    }
  }

  /// Returns the groups, each in program order, by their first op.
  static List<List<Node>> of(List<Node> nodes) {
    OpGroups groups = new OpGroups(nodes);
    groups.joinLabels();
    groups.joinNeighbours();
    Map<Integer, List<Node>> byRoot = new LinkedHashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      byRoot.computeIfAbsent(groups.root(i), _ -> new ArrayList<>()).add(nodes.get(i));
    }
    return List.copyOf(byRoot.values());
  }

  private void joinLabels() {
    Map<Object, Integer> first = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      int current = i;
      nodes
          .get(i)
          .path()
          .ifPresent(path -> join(first.computeIfAbsent(path, _ -> current), current));
      nodes.get(i).origin().ifPresent(o -> join(first.computeIfAbsent(o, _ -> current), current));
    }
  }

  private void joinNeighbours() {
    Map<Value, Integer> defined = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      for (Value operand : nodes.get(i).op().operands()) {
        Integer producer = defined.get(operand);
        if (producer != null && !(labelled[root(producer)] && labelled[root(i)])) {
          join(producer, i);
        }
      }
      defined.put(nodes.get(i).value(), i);
    }
  }

  private int root(int index) {
    int root = index;
    while (parent[root] != root) {
      root = parent[root];
    }
    return root;
  }

  private void join(int first, int second) {
    int kept = root(first);
    int gone = root(second);
    parent[gone] = kept;
    labelled[kept] |= labelled[gone];
  }
}
