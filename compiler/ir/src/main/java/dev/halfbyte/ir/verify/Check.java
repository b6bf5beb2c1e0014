package dev.halfbyte.ir.verify;

import dev.halfbyte.source.DiagnosticCode;

/// What the verifier checks, in this order; a fault in one group hides the later groups.
public enum Check implements DiagnosticCode {
  // Structure.
  UNIQUE_VALUES("HB2201", "every value is defined once"),
  DEFINED_BEFORE_USE("HB2202", "operands and outputs are defined before they are used"),
  UNIQUE_NAMES("HB2203", "dims, parameters and outputs have names of their own"),
  DIMS_DECLARED("HB2204", "every symbol of an extent is a declared dim"),
  CONSTANTS_PRESENT("HB2205", "every constant node names data of the program"),
  // Types.
  TYPES("HB2206", "result types are the ones that the op infers"),
  EXTENTS("HB2207", "no extent is negative for an admissible value of the dims"),
  // Meaning.
  VIEW_BOUNDS("HB2208", "an unpadded view stays inside its operand"),
  PADDING("HB2209", "a padded view has a code for zero"),
  LINEAR_STATE("HB2210", "state is consumed at most once, not used after, and yielded once"),
  // Ranges.
  INTEGER_WIDTH("HB2211", "integer results and accumulators hold every possible value"),
  REQUANTIZE("HB2212", "requantize constants are in range and exact in 64 bits"),
  INTEGER_DOMAIN("HB2215", "divisors are positive, roots not of negatives, shifts inside the type"),
  // Later stages.
  NO_SUGAR("HB2213", "only core ops are left"),
  NO_FLOAT("HB2214", "between quantizers and dequantizers no op computes on floats");

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
