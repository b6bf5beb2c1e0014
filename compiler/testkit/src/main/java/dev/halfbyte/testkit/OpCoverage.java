package dev.halfbyte.testkit;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.op.OpSchema;
import dev.halfbyte.ir.op.Scan;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// How often each op occurred in a set of programs, bodies of scans included.
public final class OpCoverage {
  private final SortedMap<String, Integer> counts = new TreeMap<>();

  public void add(Program program) {
    for (Node node : program.nodes()) {
      counts.merge(OpSchema.of(node.op().getClass()).mnemonic(), 1, Integer::sum);
      if (node.op() instanceof Scan scan) {
        add(scan.body());
      }
    }
  }

  /// Counts by mnemonic; ops that never occurred are absent.
  public SortedMap<String, Integer> counts() {
    return Collections.unmodifiableSortedMap(counts);
  }
}
