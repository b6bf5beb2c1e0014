package dev.halfbyte.cli.synthesis;

import java.util.regex.Pattern;

/// What a cell of a netlist is.
public enum CellKind {
  /// Flip-flops and latches.
  REGISTER(
      "\\$_S?DFF.*|\\$_ALDFF.*|\\$_DLATCH.*|\\$_SR_.*|FD[RSCP]E.*|LD[CP]E.*|TRELLIS_FF|SB_DFF.*"),
  /// Memories of any size, a cell of the netlist each.
  MEMORY("\\$mem.*|RAM.*|SRL.*|DP16KD|PDPW16KD|TRELLIS_DPR16X4|SB_RAM.*"),
  /// Hardened multipliers.
  MULTIPLIER("DSP48.*|MULT18X18D|ALU54B|SB_MAC16"),
  /// Carry chains and multiplexers beside look-up tables, and clock buffers.
  CARRY("CARRY4|MUXF[78]|CCU2C|PFUMX|L6MUX21|SB_CARRY|BUFG|IBUF|OBUF"),
  /// Gates, or look-up tables.
  LOGIC(".*");

  private final Pattern types;

  CellKind(String types) {
    this.types = Pattern.compile(types);
  }

  /// Returns the kind of a cell type of any flow.
  public static CellKind of(String type) {
    for (CellKind kind : values()) {
      if (kind.types.matcher(type).matches()) {
        return kind;
      }
    }
    return LOGIC;
  }
}
