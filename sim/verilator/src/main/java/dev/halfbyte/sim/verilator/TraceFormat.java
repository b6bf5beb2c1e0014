package dev.halfbyte.sim.verilator;

/// The waveform format that is compiled into a model, to be switched on while an instance runs.
public enum TraceFormat {
  NONE,
  /// Value change dump: text, read by every viewer.
  VCD,
  /// Compressed; needs zlib to link, is read by GTKWave and Surfer.
  FST;

  /// The format that a file name asks for by its ending, NONE when it asks for neither.
  public static TraceFormat ofFileName(String name) {
    if (name.endsWith(".vcd")) {
      return VCD;
    }
    return name.endsWith(".fst") ? FST : NONE;
  }
}
