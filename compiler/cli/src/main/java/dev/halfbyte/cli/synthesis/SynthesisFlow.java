package dev.halfbyte.cli.synthesis;

import java.util.List;
import java.util.Locale;

/// A way through Yosys, from sources to a mapped netlist whose modules are still apart.
public enum SynthesisFlow {
  /// Gates of two inputs, products in their smallest form; memories stay memories.
  GENERIC(
      " -DHALFBYTE_GATES",
      "synth -run coarse:fine; opt -fast -full; techmap; opt -fast; abc -fast; opt -fast; clean",
      "t:$mem*"),
  /// Xilinx series 7.
  XILINX("", "synth_xilinx -noiopad -top @TOP@", "t:FD* t:LD* t:RAM* t:SRL* t:DSP48*"),
  /// Lattice ECP5.
  ECP5(
      "",
      "synth_ecp5 -noflatten -top @TOP@",
      "t:TRELLIS_FF t:DP16KD t:PDPW16KD t:TRELLIS_DPR16X4 t:MULT18X18D");

  /// File with the memories of each module.
  static final String MEMORIES = "memories.txt";

  /// File with the cells of each module.
  static final String CELLS = "cells.txt";

  /// File with the longest path.
  static final String DEPTH = "depth.txt";

  private final String defines;
  private final String mapping;
  private final String clocked;

  /// @param defines macros of the sources
  /// @param mapping commands from the elaborated design to the netlist
  /// @param clocked cells at which a path begins or ends
  SynthesisFlow(String defines, String mapping, String clocked) {
    this.defines = defines;
    this.mapping = mapping;
    this.clocked = clocked;
  }

  /// Returns the script, which writes [#MEMORIES], [#CELLS] and [#DEPTH] into its folder.
  String script(List<String> sources, String top) {
    StringBuilder script = new StringBuilder();
    script.append("read_verilog -sv -DSYNTHESIS").append(defines);
    sources.forEach(source -> script.append(" \"").append(source).append('"'));
    script.append("\nhierarchy -check -top ").append(top).append("\nproc\n");
    script.append("tee -q -o ").append(MEMORIES).append(" stat\n");
    script.append(mapping.replace("@TOP@", top).replace("; ", "\n")).append('\n');
    script.append("tee -q -o ").append(CELLS).append(" stat\n");
    script.append("flatten\nclean\n");
    script.append("tee -q -o ").append(DEPTH).append(" ltp -noff *");
    for (String cells : clocked.split(" ")) {
      script.append(' ').append(cells).append(" %d");
    }
    return script.append('\n').toString();
  }

  /// Returns the name in reports.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
