package dev.halfbyte.cli.synthesis;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What Yosys says of a design, by flow.
///
/// @param tool name and version
/// @param top the top module
/// @param netlists one a flow that ran
/// @param left why other flows did not
public record SynthesisReport(
    String tool, String top, Map<SynthesisFlow, Netlist> netlists, List<String> left) {
  private static final List<CellKind> COLUMNS =
      List.of(
          CellKind.LOGIC, CellKind.REGISTER, CellKind.CARRY, CellKind.MULTIPLIER, CellKind.MEMORY);

  public SynthesisReport {
    netlists = Collections.unmodifiableMap(new EnumMap<>(netlists));
    left = List.copyOf(left);
  }

  /// Returns the report as lines of text.
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    netlists.forEach((flow, netlist) -> {
      lines.add("");
      lines.add("%s, %s: longest path %d cells".formatted(tool, flow.label(), netlist.depth()));
      lines.add(
          "  %-34s %5s %9s %9s %7s %6s %8s %11s"
              .formatted(
                  "module",
                  "times",
                  flow == SynthesisFlow.GENERIC ? "gates" : "LUTs",
                  "registers",
                  "carry",
                  "mult",
                  "memories",
                  "memory bits"));
      netlist.rows().forEach(row -> lines.add(line(row)));
    });
    left.forEach(lines::add);
    return lines;
  }

  /// Each module with all that is in it, once; memory bits are its own.
  private static String line(Netlist.Row row) {
    StringBuilder line = new StringBuilder("  ");
    line.append("%-34s %5d".formatted("  ".repeat(row.level()) + row.name(), row.instances()));
    int[] widths = {9, 9, 7, 6, 8};
    for (int i = 0; i < COLUMNS.size(); i++) {
      long count = row.all().getOrDefault(COLUMNS.get(i), 0L);
      line.append(("%" + (widths[i] + 1) + "d").formatted(count));
    }
    return line.append("%12d".formatted(row.memoryBits())).toString();
  }

  /// Returns the report as JSON text.
  public String json() {
    JsonObject root = new JsonObject();
    root.addProperty("format", 1);
    root.addProperty("tool", tool);
    root.addProperty("top", top);
    JsonArray flows = new JsonArray();
    netlists.forEach((flow, netlist) -> flows.add(json(flow, netlist)));
    root.add("flows", flows);
    JsonArray notes = new JsonArray();
    left.forEach(notes::add);
    root.add("left_out", notes);
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(root) + "\n";
  }

  private static JsonObject json(SynthesisFlow flow, Netlist netlist) {
    JsonObject json = new JsonObject();
    json.addProperty("flow", flow.label());
    json.addProperty("longest_path_cells", netlist.depth());
    json.add("total", cells(netlist.total()));
    JsonArray modules = new JsonArray();
    for (Netlist.Row row : netlist.rows()) {
      JsonObject module = new JsonObject();
      module.addProperty("module", row.name());
      module.addProperty("level", row.level());
      module.addProperty("instances", row.instances());
      module.add("own", cells(row.own()));
      module.add("with_instances", cells(row.all()));
      module.addProperty("memory_bits", row.memoryBits());
      modules.add(module);
    }
    json.add("modules", modules);
    return json;
  }

  private static JsonObject cells(Map<CellKind, Long> cells) {
    JsonObject json = new JsonObject();
    COLUMNS.forEach(kind ->
        json.addProperty(kind.name().toLowerCase(Locale.ROOT), cells.getOrDefault(kind, 0L)));
    return json;
  }
}
