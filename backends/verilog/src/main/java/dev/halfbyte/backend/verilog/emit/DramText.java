package dev.halfbyte.backend.verilog.emit;

import dev.halfbyte.backend.verilog.cmd.CommandProgram;
import dev.halfbyte.rtl.DmaTiming;
import dev.halfbyte.rtl.RtlLibrary;
import dev.halfbyte.rtl.RtlPort;
import dev.halfbyte.rtl.Timing;
import dev.halfbyte.rtl.UnitCatalog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What wrapper and testbench of a build say about the AXI4 port to a DRAM; nothing without one.
final class DramText {
  /// Prefix of the signals of the port.
  static final String PREFIX = "m_axi_";

  /// Contents of the DRAM from address 0 on, 64-bit beats.
  static final String CONTENT = "dram.hex";

  private static final String MODEL_PREFIX = "s_axi_";

  private final CommandProgram program;
  private final List<RtlPort> ports;

  DramText(CommandProgram program) {
    this.program = program;
    this.ports =
        UnitCatalog.load().module(RtlLibrary.TOP).orElseThrow().ports().stream()
            .filter(port -> port.name().startsWith(PREFIX))
            .toList();
  }

  private boolean present() {
    return program.config().hasDram();
  }

  /// Returns what the templates of wrapper and testbench have names for.
  Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("DRAM_PORTS", present() ? lines(this::declaration) : "");
    values.put("DRAM_TIES", present() ? "" : ties());
    values.put(
        "DRAM_SIGNALS",
        present() ? lines(p -> "  logic %s %s;\n".formatted(range(p), p.name())) : "");
    values.put(
        "DRAM_CONNECTIONS",
        present() ? lines(p -> "    .%-14s(%s),\n".formatted(p.name(), p.name())) : "");
    values.put("DRAM_MODEL", present() ? model() : "");
    values.put(
        "DRAM_READ",
        present() && program.constantBytes() > 0
            ? "    $readmemh({dir, \"/%s\"}, u_dram.content, 0, %d);\n"
                .formatted(CONTENT, program.constantBytes() / DmaTiming.BEAT_BYTES - 1)
            : "");
    return values;
  }

  private String declaration(RtlPort port) {
    return "  %-6s logic %-6s %s,\n"
        .formatted(port.output() ? "output" : "input", range(port), port.name());
  }

  private String ties() {
    return "    /* verilator lint_off PINCONNECTEMPTY */\n"
        + "    // Reason: this configuration has no DRAM.\n"
        + lines(DramText::tie)
        + "    /* verilator lint_on PINCONNECTEMPTY */\n";
  }

  private static String tie(RtlPort port) {
    return "    .%-14s(%s),\n".formatted(port.name(), port.output() ? "" : "'0");
  }

  private String model() {
    long beats = Math.max(1, program.dramBytes() / DmaTiming.BEAT_BYTES);
    String connections =
        ports.stream()
            .map(port -> port.name().substring(PREFIX.length()))
            .map(name -> "    .%-14s(%s)".formatted(MODEL_PREFIX + name, PREFIX + name))
            .collect(Collectors.joining(",\n"));
    return """

      tb_dram #(
        .BEATS  (%d),
        .LATENCY(%d)
      ) u_dram (
        .clk_i         (clk),
        .rst_ni        (rst_n),
    %s
      );
    """
        .indent(0)
        .formatted(beats, Timing.DRAM_LATENCY, connections);
  }

  private String range(RtlPort port) {
    int width = port.width(program.config().parameters());
    return width == 1 ? "" : "[%d:0]".formatted(width - 1);
  }

  private String lines(Function<RtlPort, String> line) {
    return ports.stream().map(line).collect(Collectors.joining());
  }
}
