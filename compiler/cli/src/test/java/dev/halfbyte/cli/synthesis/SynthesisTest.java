package dev.halfbyte.cli.synthesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.source.DiagnosticException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SynthesisTest {
  private static final String DESIGN =
      """
      module leaf #(parameter int N = 4) (input logic clk, input logic [N-1:0] a, b, output logic [N-1:0] q);
        always_ff @(posedge clk) q <= a & b;
      endmodule
      module top (input logic clk, input logic we, input logic [5:0] at, input logic [7:0] a, b, output logic [7:0] q, r);
        logic [7:0] mem [64];
        leaf #(.N(4)) u0 (.clk(clk), .a(a[3:0]), .b(b[3:0]), .q(q[3:0]));
        leaf #(.N(4)) u1 (.clk(clk), .a(a[7:4]), .b(b[7:4]), .q(q[7:4]));
        always_ff @(posedge clk) begin
          if (we) mem[at] <= a;
          r <= mem[at];
        end
      endmodule
      """;

  @TempDir Path folder;

  private SynthesisReport run(SynthesisFlow... flows) throws IOException {
    Files.writeString(folder.resolve("design.sv"), DESIGN);
    List<String> steps = new ArrayList<>();
    SynthesisReport report =
        Synthesis.run(folder, List.of("design.sv"), "top", List.of(flows), steps::add);
    assertEquals(flows.length, steps.size());
    return report;
  }

  @Test
  void modulesAreCountedWithTheirInstancesAndMemoriesStayMemories() throws IOException {
    Netlist netlist = run(SynthesisFlow.GENERIC).netlists().get(SynthesisFlow.GENERIC);
    assertTrue(netlist != null);
    List<Netlist.Row> rows = netlist.rows();
    assertEquals(List.of("top", "leaf"), rows.stream().map(Netlist.Row::name).toList());
    Netlist.Row leaf = rows.get(1);
    assertEquals(2, leaf.instances());
    assertEquals(Map.of(CellKind.LOGIC, 4L, CellKind.REGISTER, 4L), leaf.all());
    assertEquals(512, rows.get(0).memoryBits());
    assertEquals(1, netlist.total().get(CellKind.MEMORY));
    assertEquals(8, netlist.total().get(CellKind.LOGIC));
    assertEquals(1, netlist.depth());
  }

  @Test
  void devicesAreReportedInTheSameForm() throws IOException {
    SynthesisReport report = run(SynthesisFlow.XILINX, SynthesisFlow.ECP5);
    JsonObject root = JsonParser.parseString(report.json()).getAsJsonObject();
    assertEquals(2, root.getAsJsonArray("flows").size());
    root.getAsJsonArray("flows")
        .forEach(flow -> {
          JsonObject total = flow.getAsJsonObject().getAsJsonObject("total");
          assertTrue(total.get("logic").getAsLong() >= 8, flow.toString());
          assertTrue(total.get("register").getAsLong() >= 8, flow.toString());
          assertTrue(total.get("memory").getAsLong() >= 1, flow.toString());
        });
    assertTrue(report.lines().stream().anyMatch(line -> line.contains("xilinx: longest path")));
  }

  @Test
  void aRejectedDesignIsToldInTheWordsOfTheTool() {
    DiagnosticException thrown =
        assertThrows(
            DiagnosticException.class,
            () -> {
              Files.writeString(folder.resolve("bad.sv"), "module top (input wire a; endmodule");
              Synthesis.run(
                  folder, List.of("bad.sv"), "top", List.of(SynthesisFlow.GENERIC), _ -> {});
            });
    assertEquals(SynthesisCode.REJECTED, thrown.diagnostics().getFirst().code());
    assertTrue(thrown.diagnostics().getFirst().message().contains("syntax error"));
  }

  @Test
  void theClockIsTheOneAfterRouting() {
    String output =
        """
        Info: Max frequency for clock 'clk_i$SB_IO_IN_$glb_clk': 61.10 MHz (PASS at 12.00 MHz)
        Info: Routing..
        Info: Max frequency for clock 'clk_i$SB_IO_IN_$glb_clk': 57.25 MHz (PASS at 12.00 MHz)
        """;
    assertEquals(57.25, Placement.clock(output));
    assertThrows(DiagnosticException.class, () -> Placement.clock("Info: done"));
  }

  @Test
  void whatIsPlacedIsSoundWhateverTheKindOfArray() {
    AcceleratorConfig.presets()
        .forEach(
            (name, config) -> assertEquals(List.of(), Placement.small(config).problems(), name));
  }

  @Test
  void aMissingToolNamesItsPackage() {
    var missing = Tools.missing("nextpnr-ice40", "nextpnr-ice40");
    assertEquals("HB5001", missing.code().code());
    assertTrue(missing.render().contains("apt-get install nextpnr-ice40"));
  }
}
