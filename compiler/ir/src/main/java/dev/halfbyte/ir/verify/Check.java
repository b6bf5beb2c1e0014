package dev.halfbyte.ir.verify;

import dev.halfbyte.source.DiagnosticCode;

/// What the verifier checks, in this order; a fault in one group hides the later groups.
public enum Check implements DiagnosticCode {
  // Structure.
  UNIQUE_VALUES("HB2101", "every value is defined once"),
  DEFINED_BEFORE_USE("HB2102", "operands and outputs are defined before they are used"),
  UNIQUE_NAMES("HB2103", "dims, parameters and outputs have names of their own"),
  DIMS_DECLARED("HB2104", "every symbol of an extent is a declared dim"),
  CONSTANTS_PRESENT("HB2105", "every constant node names data of the program"),
  // Types.
  TYPES("HB2106", "result types are the ones that the op infers"),
  EXTENTS("HB2107", "no extent is negative for an admissible value of the dims"),
  // Meaning.
  VIEW_BOUNDS("HB2108", "an unpadded view stays inside its operand"),
  PADDING("HB2109", "a padded view has a code for zero"),
  LINEAR_STATE("HB2110", "state is consumed at most once, not used after, and yielded once"),
  // Ranges.
  INTEGER_WIDTH("HB2111", "integer results and accumulators hold every possible value"),
  REQUANTIZE("HB2112", "requantize constants are in range and exact in 64 bits"),
  // Later stages.
  NO_SUGAR("HB2113", "only core ops are left"),
  NO_FLOAT("HB2114", "between quantizers and dequantizers no op computes on floats");

  private final String code;
  private final String title;

  Check(String code, String title) {
    this.code = code;
    this.title = title;
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public String title() {
    return title;
  }
}
