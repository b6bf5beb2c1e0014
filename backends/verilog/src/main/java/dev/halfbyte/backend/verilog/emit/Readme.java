package dev.halfbyte.backend.verilog.emit;

import dev.halfbyte.backend.verilog.cmd.CommandPrinter;
import dev.halfbyte.backend.verilog.cmd.CommandProgram;
import dev.halfbyte.backend.verilog.schedule.Scheduler.Schedule;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.CommandWord;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.rtl.RegisterMap;
import dev.halfbyte.rtl.RegisterMap.Register;
import dev.halfbyte.rtl.RtlLibrary;
import dev.halfbyte.rtl.Timing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// README.md of a build: files, simulation without this compiler, ports, parameters, registers,
/// commands.
final class Readme {
  private static final int MOST_LISTED = 200;

  private final Schedule schedule;
  private final CommandProgram program;
  private final boolean checked;

  private Readme(Schedule schedule, boolean checked) {
    this.schedule = schedule;
    this.program = schedule.kernel().program();
    this.checked = checked;
  }

  /// @param checked whether the build has the out stream to be expected
  static String text(Schedule schedule, boolean checked) {
    return new Readme(schedule, checked).text();
  }

  private String text() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("KERNEL", program.kernel());
    values.put("COMMANDS", Integer.toString(program.commands().size()));
    values.put("CYCLES", Long.toString(schedule.prediction().totalCycles()));
    values.put("SLOT_WORDS", Integer.toString(CommandWord.SLOT_WORDS));
    values.put("SLOT_BYTES", Integer.toString(CommandWord.SLOT_WORDS * Integer.BYTES));
    values.put(
        "EXPECTED_FILES",
        checked
            ? "| `stream_out.hex`, `cycles.hex` | the out stream and the cycles to be expected of it |\n"
            : "");
    values.put("DUMP", checked ? "" : " +dump=stream_out.hex");
    values.put(
        "CHECKED",
        checked
            ? "The testbench compares the out stream and the cycles with what is expected."
            : "The out stream is then in `stream_out.hex`; the program is too large to expect it in the build.");
    values.put("PORTS", ports());
    boolean dram = program.config().hasDram();
    values.put(
        "MODELS",
        HardwareFiles.models(program).stream().map(" "::concat).collect(Collectors.joining()));
    values.put(
        "CONSTANTS",
        dram
            ? "constants as they lie in the DRAM, from DRAM_BASE on"
            : "constants as they cross the in stream");
    values.put("BUSES", dram ? "AXI4-Stream, AXI4-Lite and AXI4" : "AXI4-Stream and AXI4-Lite");
    values.put("STREAM", dram ? "made-up inputs" : "the constants and made-up inputs");
    values.put(
        "DRAM_FILES",
        dram
            ? "| `%s`, `%s` | a DRAM for the testbench, and what it holds: `weights.bin` in 64-bit beats |\n"
                .formatted(RtlLibrary.DRAM_MODEL, DramText.CONTENT)
            : "");
    values.put(
        "DRAM_RUN",
        dram
            ? "write `%s` to the address of DRAM_BASE in the DRAM (0, or what you write to that register), %d bytes of which the program uses, "
                .formatted(HardwareFiles.WEIGHTS, program.dramBytes())
            : "");
    values.put(
        "DRAM_CYCLES",
        dram ? " and a DRAM of %d cycles of latency".formatted(Timing.DRAM_LATENCY) : "");
    values.put("PARAMETERS", parameters());
    values.put("MEMORIES", memories());
    values.put("COMMAND_WINDOW", hex(RegisterMap.COMMAND_WINDOW));
    values.put("REGISTERS", registers());
    int commands = program.commands().size();
    values.put(
        "LISTED",
        commands <= MOST_LISTED
            ? "All commands, in order; `label` is the op of the kernel that a command works for."
            : "The first %d of %d commands; `%s` has all. `label` is the op of the kernel that a command works for."
                .formatted(MOST_LISTED, commands, HardwareFiles.commandsName(program.kernel())));
    values.put("LISTING", listing());
    return Template.fill("readme.md", values);
  }

  /// A port or several of one bus.
  private record Port(String name, String direction, String bits, String what) {}

  private String ports() {
    String address = Integer.toString(RegisterMap.ADDRESS_BITS);
    List<Port> ports =
        List.of(
            new Port("clk_i", "in", "1", "clock"),
            new Port("rst_ni", "in", "1", "reset, active low"),
            new Port("s_axis_tdata", "in", "64", "in stream: words for the LOADs"),
            new Port("s_axis_tvalid", "in", "1", ""),
            new Port("s_axis_tready", "out", "1", ""),
            new Port("s_axis_tlast", "in", "1", "ignored: commands say how many beats they take"),
            new Port("m_axis_tdata", "out", "64", "out stream: words of the STOREs"),
            new Port("m_axis_tvalid", "out", "1", ""),
            new Port("m_axis_tready", "in", "1", ""),
            new Port("m_axis_tlast", "out", "1", "last beat of the last STORE"),
            new Port("s_axil_awaddr", "in", address, "registers: write address"),
            new Port("s_axil_awvalid, s_axil_awready", "in, out", "1, 1", ""),
            new Port("s_axil_wdata, s_axil_wstrb", "in", "32, 4", "write data"),
            new Port("s_axil_wvalid, s_axil_wready", "in, out", "1, 1", ""),
            new Port("s_axil_bresp", "out", "2", "write response"),
            new Port("s_axil_bvalid, s_axil_bready", "out, in", "1, 1", ""),
            new Port("s_axil_araddr", "in", address, "registers: read address"),
            new Port("s_axil_arvalid, s_axil_arready", "in, out", "1, 1", ""),
            new Port("s_axil_rdata, s_axil_rresp", "out", "32, 2", "read data and response"),
            new Port("s_axil_rvalid, s_axil_rready", "out, in", "1, 1", ""),
            new Port("irq_o", "out", "1", "high from the end of a program to the next start"));
    if (program.config().hasDram()) {
      ports = Stream.concat(ports.stream(), dramPorts().stream()).toList();
    }
    StringBuilder text = new StringBuilder();
    for (Port port : ports) {
      text.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  port.name().replace(", ", "`, `"), port.direction(), port.bits(), port.what()));
    }
    return text.toString();
  }

  private static List<Port> dramPorts() {
    return List.of(
        new Port(
            "m_axi_araddr, m_axi_arlen", "out", "32, 8", "DRAM: bytes, and beats - 1, of a read"),
        new Port("m_axi_arsize, m_axi_arburst", "out", "3, 2", "always 8 bytes, INCR"),
        new Port("m_axi_arvalid, m_axi_arready", "out, in", "1, 1", ""),
        new Port("m_axi_rdata, m_axi_rresp, m_axi_rlast", "in", "64, 2, 1", "read data"),
        new Port("m_axi_rvalid, m_axi_rready", "in, out", "1, 1", ""),
        new Port("m_axi_awaddr, m_axi_awlen", "out", "32, 8", "bytes, and beats - 1, of a write"),
        new Port("m_axi_awsize, m_axi_awburst", "out", "3, 2", "always 8 bytes, INCR"),
        new Port("m_axi_awvalid, m_axi_awready", "out, in", "1, 1", ""),
        new Port(
            "m_axi_wdata, m_axi_wstrb, m_axi_wlast", "out", "64, 8, 1", "write data, whole beats"),
        new Port("m_axi_wvalid, m_axi_wready", "out, in", "1, 1", ""),
        new Port("m_axi_bresp", "in", "2", "write response"),
        new Port("m_axi_bvalid, m_axi_bready", "in, out", "1, 1", ""));
  }

  private String parameters() {
    StringBuilder text = new StringBuilder();
    program
        .config()
        .parameters()
        .forEach((name, value) -> text.append("| `%s` | %d |\n".formatted(name, value)));
    return text.toString();
  }

  private String memories() {
    AcceleratorConfig config = program.config();
    StringBuilder text = new StringBuilder();
    for (Memory memory : Memory.values()) {
      text.append(
          "| %s | %d | %d |\n"
              .formatted(
                  memory.name().toLowerCase(Locale.ROOT) + copies(memory),
                  memory.depth(config) + memory.sideDepth(config),
                  memory.wordBits(config)));
    }
    text.append(
        "| commands | %d | %d |\n".formatted(config.cmdDepth(), CommandWord.WORDS * Integer.SIZE));
    return text.toString();
  }

  /// Several engines have what they read each for themselves.
  private String copies(Memory memory) {
    boolean read = memory == Memory.ACT || memory == Memory.WGT;
    int engines = program.config().engines();
    return read && engines > 1 ? ", a copy for each of %d engines".formatted(engines) : "";
  }

  private static String registers() {
    StringBuilder text = new StringBuilder();
    for (Register register : Register.values()) {
      text.append(
          "| `%s` | %s | %d | %s |\n"
              .formatted(
                  hex(register.address()), register.name(), register.width(), what(register)));
    }
    return text.toString();
  }

  private static String what(Register register) {
    return switch (register) {
      case CTRL -> "bit 0: start; bit 1: clear counters, done and error";
      case STATUS -> "bit 0: a program runs; bit 1: it has ended; bit 2: it ended wrongly";
      case ID -> "`%s`".formatted(hex(RegisterMap.ID_VALUE));
      case SHAPE ->
          "ROWS, COLS, LANES, ENGINES - 1, ACT_BITS and WGT_BITS, from bit 0, 8, 16, 22, 24 and 28";
      case CYCLES -> "cycles of the last run";
      case LOAD_BUSY -> "busy cycles of LOAD";
      case MAC_BUSY -> "busy cycles of the array";
      case EW_BUSY -> "busy cycles of the elementwise unit";
      case STORE_BUSY -> "busy cycles of STORE";
      case IN_STARVED -> "cycles in which the in stream had nothing to give";
      case OUT_BLOCKED -> "cycles in which the out stream was not taken";
      case SEQ_WAIT -> "cycles in which a command had to wait";
      case MACS -> "multiply-accumulates that the array made, padding included";
      case SKIPPED -> "multiply-accumulates left out as their code is zero";
      case SOFTMAX_BUSY -> "busy cycles of the softmax unit";
      case NORM_BUSY -> "busy cycles of the norm unit";
      case DRAIN_BUSY -> "cycles in which a product was drained under the next one";
      case DRAM_STARVED -> "cycles in which a LOAD waited for a beat of the DRAM";
      case DRAM_BLOCKED -> "cycles in which the DRAM did not take a beat of a STORE";
      case DRAM_BASE ->
          "with a DRAM: the byte address at which the words of the program begin, a multiple of %d; 0 behind a reset"
              .formatted(RegisterMap.DRAM_PAGE_BYTES);
    };
  }

  private String listing() {
    StringBuilder text = new StringBuilder();
    CommandPrinter.commands(program)
        .limit(MOST_LISTED)
        .forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  private static String hex(int value) {
    return "0x%05x".formatted(value);
  }
}
