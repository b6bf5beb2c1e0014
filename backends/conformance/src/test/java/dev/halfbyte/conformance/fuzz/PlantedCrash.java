package dev.halfbyte.conformance.fuzz;

/// A target with a fault on purpose: a campaign that does not find it proves nothing, so it ends.
///
/// The fault lies behind a word, a checksum and a number, in this order, so only a fuzzer that sees
/// comparisons and coverage finds it in seconds.
public final class PlantedCrash {
  /// What the fuzzer has to find.
  static final String MESSAGE = "the planted crash";

  private PlantedCrash() {}

  /// Entry of the fuzzer.
  public static void fuzzerTestOneInput(byte[] input) {
    String text = Law.text(input);
    if (text.length() > 12 && text.startsWith("kernel ")) {
      int sum = 0;
      for (int i = 7; i < 11; i++) {
        sum += text.charAt(i);
      }
      if (sum == 4 * 'q' && text.charAt(11) == '[' && text.endsWith("]")) {
        throw new IllegalStateException(MESSAGE);
      }
    }
  }
}
