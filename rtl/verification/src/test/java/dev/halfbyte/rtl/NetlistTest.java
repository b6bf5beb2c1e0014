package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.sim.harness.IcarusRun;
import dev.halfbyte.sim.verilator.BuildOptions;
import dev.halfbyte.sim.verilator.Design;
import dev.halfbyte.sim.verilator.FailureCode;
import dev.halfbyte.sim.verilator.Model;
import dev.halfbyte.sim.verilator.Port;
import dev.halfbyte.sim.verilator.SimulationFailure;
import dev.halfbyte.sim.verilator.ToolProcess;
import dev.halfbyte.sim.verilator.UnknownValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The gates and flip-flops that Yosys makes of small units, written back as Verilog, beside the
/// units themselves: the same outputs in every cycle for random inputs, resets among them.
///
/// Verilator 5.006 reduces the gates of two netlists to others: `hb_dot_array` is compared in
/// Icarus instead, and `hb_requant` as products is not among the units (in Icarus it is equal,
/// too).
class NetlistTest {
  private static final int CYCLES = 4000;

  /// Registers start at zero in both, and what a unit forbids its users is tried as well.
  private static final BuildOptions OPTIONS =
      BuildOptions.standard().withUnknowns(UnknownValues.FAST).withAssertions(false);

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "hb_fifo, WIDTH=5 DEPTH=4",
    "hb_skid, WIDTH=9",
    "hb_pack, WORD_BITS=5",
    "hb_skip_lane,",
    "hb_requant, ELEMENTS=2 LANES=1 ACC_BITS=24 EXPLICIT=1 VALUE_BITS=26 MULT_BITS=16",
    "hb_softmax_core, LANES=1",
    "hb_reciprocal,"
  })
  void theNetlistGivesWhatTheUnitGives(String unit, String parameters) throws IOException {
    Map<String, String> values = values(parameters);
    Design design = Design.of(unit, RtlSources.of(unit).toArray(Path[]::new)).with(values);
    Path netlist = folder.resolve("netlist.v");
    synthesize(unit, unit, values, netlist);
    assertTrue(compare(Dut.model(design, OPTIONS), netlist, unit) > CYCLES / 8, "few changes");
  }

  @Test
  void aWrongGateIsSeen() throws IOException {
    Map<String, String> values = Map.of("WORD_BITS", "5");
    Design design = Design.of("hb_pack", RtlSources.of("hb_pack").toArray(Path[]::new));
    Path netlist = folder.resolve("netlist.v");
    synthesize("hb_pack", "hb_pack", values, netlist);
    spoil(netlist);
    Model unit = Dut.model(design.with(values), OPTIONS);
    assertThrows(AssertionError.class, () -> compare(unit, netlist, "hb_pack"));
  }

  @Test
  void icarusFindsTheArrayInItsGatesAndSeesAWrongOne() throws IOException {
    Map<String, String> values = values("COLS=4 LANES=2 ACC_BITS=16 PARTIAL_PRODUCTS=1");
    Path netlist = folder.resolve("netlist.v");
    synthesize("hb_dot_array", "hb_dot_array_netlist", values, netlist);
    List<Path> sources = new ArrayList<>(RtlSources.of("hb_dot_array"));
    sources.add(netlist);
    sources.add(RtlSources.testbench("tb_dot_netlist"));
    // The operators are fast there, the unit's own form of the gates is not.
    arrayRun(sources, 2, 4000).run();
    arrayRun(sources, 1, 400).run();
    spoil(netlist);
    IcarusRun spoiled = arrayRun(sources, 1, 200);
    SimulationFailure failure = assertThrows(SimulationFailure.class, spoiled::run);
    assertEquals(FailureCode.TESTBENCH_FAILED, failure.code());
    assertTrue(failure.getMessage().contains("the gates"), failure.getMessage());
  }

  private IcarusRun arrayRun(List<Path> sources, int form, int cycles) {
    SequencedMap<String, String> parameters = new LinkedHashMap<>();
    parameters.put("PARTIAL_PRODUCTS", Integer.toString(form));
    parameters.put("CYCLES", Integer.toString(cycles));
    return new IcarusRun("tb_dot_netlist", sources, folder, parameters);
  }

  /// Makes the first `and` of a netlist an `or`.
  private static void spoil(Path netlist) throws IOException {
    String text = Files.readString(netlist);
    int gate = text.indexOf(" & ");
    Files.writeString(netlist, text.substring(0, gate) + " | " + text.substring(gate + 3));
  }

  private static Map<String, String> values(String parameters) {
    return parameters == null
        ? Map.of()
        : Arrays.stream(parameters.split(" "))
            .map(p -> p.split("="))
            .collect(
                Collectors.toMap(p -> p[0], p -> p[1], (first, _) -> first, LinkedHashMap::new));
  }

  /// @param name module name of the netlist
  private static void synthesize(
      String unit, String name, Map<String, String> values, Path netlist) {
    StringBuilder script = new StringBuilder("read_verilog -sv ");
    script.append(String.join(" ", RtlTools.arguments(RtlSources.of(unit)))).append("; ");
    values.forEach(
        (key, value) -> script.append("chparam -set %s %s %s; ".formatted(key, value, unit)));
    script.append("synth -flatten -top ").append(unit).append("; check -assert; ");
    script.append("rename -top ").append(name).append("; write_verilog -noattr ").append(netlist);
    ToolProcess result = RtlTools.run("yosys", "yosys", List.of("-q", "-p", script.toString()));
    assertEquals(0, result.exitCode(), result.output());
  }

  /// Returns the cycles in which an output changed.
  private static int compare(Model unit, Path netlist, String name) {
    Model gates = Dut.model(Design.of(name, netlist), OPTIONS);
    Random random = new Random(name.hashCode());
    int changes = 0;
    try (Dut one = Dut.open(unit, 1);
        Dut other = Dut.open(gates, 1)) {
      String before = "";
      for (int cycle = 0; cycle < CYCLES; cycle++) {
        for (Port port : unit.ports()) {
          if (port.direction() == Port.Direction.INPUT && !port.name().equals("clk_i")) {
            Bits value = input(random, port);
            one.set(port.name(), value);
            other.set(port.name(), value);
          }
        }
        one.cycle();
        other.cycle();
        StringBuilder after = new StringBuilder();
        for (Port port : unit.ports()) {
          if (port.direction() == Port.Direction.OUTPUT) {
            Bits value = one.bits(port.name());
            assertEquals(value, other.bits(port.name()), port.name() + " in cycle " + cycle);
            after.append(value).append(' ');
          }
        }
        changes += after.toString().equals(before) ? 0 : 1;
        before = after.toString();
      }
    }
    return changes;
  }

  private static Bits input(Random random, Port port) {
    if (port.name().equals("rst_ni")) {
      Bits high = new Bits(1);
      high.set(0, 1, random.nextInt(200) == 0 ? 0 : 1);
      return high;
    }
    return Bits.random(random, port.width());
  }
}
