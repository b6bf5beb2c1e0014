package dev.halfbyte.cli.synthesis;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The modules of a mapped design as a tree, with what each takes.
///
/// @param rows depth first from the top; a module that occurs more than once stands where it does
///   first
/// @param depth cells on the longest path between registers, memories and ports
public record Netlist(List<Row> rows, int depth) {
  private static final Pattern DERIVED =
      Pattern.compile("\\$paramod(?:\\$[0-9a-f]+)?\\\\([^\\\\]+).*");
  private static final Pattern LONGEST = Pattern.compile("\\(length=(\\d+)\\)");

  /// A module.
  ///
  /// @param level its depth in the tree, 0 for the top
  /// @param name its name in the source
  /// @param instances how often it occurs in the whole design
  /// @param own cells of one instance without those of instances in it
  /// @param all cells of one instance with all that is in it
  /// @param memoryBits bits of the memories of one instance, without instances in it
  public record Row(
      int level,
      String name,
      long instances,
      Map<CellKind, Long> own,
      Map<CellKind, Long> all,
      long memoryBits) {}

  public Netlist {
    rows = List.copyOf(rows);
  }

  /// Reads the files of a flow.
  ///
  /// @param memories what `stat` printed before mapping
  /// @param cells what it printed behind it
  /// @param depth what `ltp` printed
  static Netlist of(String top, String memories, String cells, String depth) {
    Reader reader = new Reader(StatText.parse(cells), StatText.parse(memories));
    reader.visit(top, 0, 1);
    Matcher longest = LONGEST.matcher(depth);
    return new Netlist(reader.rows(), longest.find() ? Integer.parseInt(longest.group(1)) : 0);
  }

  /// Returns the cells of the whole design.
  public Map<CellKind, Long> total() {
    return rows.getFirst().all();
  }

  private static final class Reader {
    private final SequencedMap<String, StatText.Module> cells;
    private final SequencedMap<String, StatText.Module> memories;
    private final Map<String, Map<CellKind, Long>> totals = new LinkedHashMap<>();
    private final SequencedMap<String, Integer> levels = new LinkedHashMap<>();
    private final Map<String, Long> instances = new LinkedHashMap<>();

    Reader(
        SequencedMap<String, StatText.Module> cells,
        SequencedMap<String, StatText.Module> memories) {
      this.cells = cells;
      this.memories = memories;
    }

    void visit(String module, int level, long times) {
      levels.putIfAbsent(module, level);
      instances.merge(module, times, Long::sum);
      types(module)
          .forEach((type, count) -> {
            if (cells.containsKey(type)) {
              visit(type, level + 1, times * count);
            }
          });
    }

    List<Row> rows() {
      List<Row> rows = new ArrayList<>();
      levels.forEach((module, level) ->
          rows.add(
              new Row(
                  level,
                  plainName(module),
                  instances.getOrDefault(module, 0L),
                  own(module),
                  total(module),
                  bits(module))));
      return rows;
    }

    private long bits(String module) {
      StatText.Module found = memories.get(module);
      return found == null ? 0 : found.memoryBits();
    }

    private Map<String, Long> types(String module) {
      StatText.Module found = cells.get(module);
      return found == null ? Map.of() : new TreeMap<>(found.cells());
    }

    private Map<CellKind, Long> own(String module) {
      Map<CellKind, Long> own = new EnumMap<>(CellKind.class);
      types(module)
          .forEach((type, count) -> {
            if (!cells.containsKey(type)) {
              own.merge(CellKind.of(type), count, Long::sum);
            }
          });
      return own;
    }

    private Map<CellKind, Long> total(String module) {
      Map<CellKind, Long> known = totals.get(module);
      if (known != null) {
        return known;
      }
      Map<CellKind, Long> sum = new EnumMap<>(own(module));
      types(module)
          .forEach((type, count) -> {
            if (cells.containsKey(type)) {
              total(type).forEach((kind, number) -> sum.merge(kind, number * count, Long::sum));
            }
          });
      totals.put(module, sum);
      return sum;
    }
  }

  static String plainName(String module) {
    Matcher derived = DERIVED.matcher(module);
    return derived.matches() ? derived.group(1) : module;
  }
}
