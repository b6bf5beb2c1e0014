package dev.halfbyte.testkit.coverage;

import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Program;
import dev.halfbyte.testkit.coverage.Cell.Aspect;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// In how many programs of a set each [Cell] occurred.
///
/// @param counts in the order of the table; cells that never occurred are absent
public record Coverage(SortedMap<Cell, Long> counts) {
  /// That of no program.
  public static final Coverage NONE = new Coverage(new TreeMap<>());

  public Coverage {
    counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
  }

  /// What one program exercises, bodies of scans included.
  public static Coverage of(Program program, Arguments arguments) {
    SortedMap<Cell, Long> counts = new TreeMap<>();
    ProgramCells.of(program, arguments).forEach(cell -> counts.put(cell, 1L));
    return new Coverage(counts);
  }

  /// That of both sets of programs together.
  public Coverage plus(Coverage other) {
    SortedMap<Cell, Long> sum = new TreeMap<>(counts);
    other.counts.forEach((cell, count) -> sum.merge(cell, count, Long::sum));
    return new Coverage(sum);
  }

  /// The sum of all `parts`, made at once.
  public static Coverage sum(Collection<Coverage> parts) {
    SortedMap<Cell, Long> sum = new TreeMap<>();
    for (Coverage part : parts) {
      part.counts.forEach((cell, count) -> sum.merge(cell, count, Long::sum));
    }
    return new Coverage(sum);
  }

  public long count(Aspect aspect, String name) {
    return counts.getOrDefault(new Cell(aspect, name), 0L);
  }

  /// Cells that exist and did not occur.
  public SortedSet<Cell> missing() {
    SortedSet<Cell> missing = new TreeSet<>(KnownCells.all());
    missing.removeAll(counts.keySet());
    return Collections.unmodifiableSortedSet(missing);
  }

  /// A block of lines for each aspect, one cell a line, those that never occurred too.
  public String table() {
    SortedMap<Cell, Long> all = new TreeMap<>();
    KnownCells.all().forEach(cell -> all.put(cell, 0L));
    all.putAll(counts);
    StringBuilder out = new StringBuilder();
    for (Aspect aspect : Aspect.values()) {
      out.append(aspect).append('\n');
      for (Map.Entry<Cell, Long> entry : all.entrySet()) {
        if (entry.getKey().aspect() == aspect) {
          out.append("  %,12d  %s%n".formatted(entry.getValue(), entry.getKey().name()));
        }
      }
    }
    return out.toString();
  }
}
