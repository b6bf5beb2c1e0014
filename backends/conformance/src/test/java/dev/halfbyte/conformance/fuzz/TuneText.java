package dev.halfbyte.conformance.fuzz;

import dev.halfbyte.driver.tune.TuneFile;

/// Files that `tune` writes. Law: what is read is for its own program and target.
public final class TuneText {
  private TuneText() {}

  /// Entry of the fuzzer.
  public static void fuzzerTestOneInput(byte[] input) {
    Law.accepted(() -> TuneFile.parse("fuzz.json", Law.text(input)))
        .ifPresent(file -> file.requireFor(file.sealed(), file.target()));
  }
}
