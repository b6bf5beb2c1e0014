package dev.halfbyte.conformance.fuzz;

import dev.halfbyte.quant.calibrate.CalibrationJson;

/// Calibration ranges. Law: what is read and written again reads the same.
public final class CalibrationText {
  private CalibrationText() {}

  /// Entry of the fuzzer.
  public static void fuzzerTestOneInput(byte[] input) {
    Law.accepted(() -> CalibrationJson.read("fuzz.json", Law.text(input)))
        .ifPresent(result ->
            Law.equal(
                result,
                CalibrationJson.read("again.json", CalibrationJson.write(result)),
                "ranges survive writing"));
  }
}
