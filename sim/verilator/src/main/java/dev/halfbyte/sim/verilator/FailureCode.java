package dev.halfbyte.sim.verilator;

/// Every way in which a simulation can fail through no fault of this module, each with a code that
/// never changes.
public enum FailureCode {
  /// A program that has to be installed is not on the search path.
  TOOL_MISSING("HB5001"),
  /// Verilator rejected the sources; the message holds its own lines.
  VERILOG_REJECTED("HB5002"),
  /// The C++ compiler or linker failed on a model.
  MODEL_NOT_COMPILED("HB5003"),
  /// The cache folder cannot be created, read or written.
  CACHE_UNUSABLE("HB5004"),
  /// A source file or include folder is missing or cannot be read.
  SOURCE_UNREADABLE("HB5005"),
  /// The top module has a port that the driver cannot carry: inout, real, or an unpacked array.
  PORT_UNSUPPORTED("HB5006"),
  /// A port of that name, direction or width does not exist.
  PORT_MISMATCH("HB5007"),
  /// Tracing was asked of a model that was built without it, or the file cannot be written.
  TRACE_UNAVAILABLE("HB5008"),
  /// The design called $stop or $fatal, or an assertion of it failed.
  DESIGN_STOPPED("HB5009"),
  /// Nothing happened within the stated number of cycles.
  NO_PROGRESS("HB5010"),
  /// A register access was answered with an error response.
  BUS_ERROR("HB5011"),
  /// The built library cannot be loaded into this process.
  MODEL_NOT_LOADED("HB5012"),
  /// Module name, parameter or option is not one that a tool may be given.
  DESIGN_INVALID("HB5013"),
  /// An external program did not end in its time.
  TOOL_TIMEOUT("HB5014"),
  /// A stream delivered something else than the scoreboard expects.
  STREAM_MISMATCH("HB5020"),
  /// A design broke a rule of AXI4 on a bus of a memory, or left a request unfinished.
  PROTOCOL_BROKEN("HB5021"),
  /// manifest.json is missing, malformed or contradicts itself.
  MANIFEST_INVALID("HB5101"),
  /// A file that the manifest names lies outside its folder, is missing or has the wrong size.
  MANIFEST_FILE("HB5102"),
  /// The inputs of a run do not fit the manifest.
  INPUT_MISMATCH("HB5103"),
  /// The accelerator did not finish within the stated number of cycles.
  ACCELERATOR_HANG("HB5104"),
  /// The accelerator reports an error in its status register.
  ACCELERATOR_ERROR("HB5105"),
  /// A result file cannot be written.
  OUTPUT_UNWRITABLE("HB5106"),
  /// The command line of the runner is not understood.
  USAGE("HB5107"),
  /// A testbench ended without reporting success.
  TESTBENCH_FAILED("HB5108");

  private final String code;

  FailureCode(String code) {
    this.code = code;
  }

  /// The stable code, `HB5nnn`.
  public String code() {
    return code;
  }
}
