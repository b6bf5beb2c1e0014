package dev.halfbyte.conformance.fuzz;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;

/// Cuts bytes out of an input as long as it fails in the same way: halves, then quarters, down to
/// single bytes (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002).
///
/// The result is what a person reads first; it need not be the smallest.
final class Minimizer {
  private final Consumer<byte[]> run;
  private final long end;

  /// @param run throws where an input fails
  /// @param most time to spend; what was reached by then is the result
  Minimizer(Consumer<byte[]> run, Duration most) {
    this.run = run;
    this.end = System.nanoTime() + most.toNanos();
  }

  /// A part of `input` that fails as `input` does; `input` itself where it does not fail here.
  byte[] minimize(byte[] input) {
    String failure = failure(input);
    byte[] least = input;
    if (failure.isEmpty()) {
      return least;
    }
    for (int length = Math.max(1, input.length / 2); length > 0; length /= 2) {
      int before;
      do {
        before = least.length;
        least = cut(least, length, failure);
      } while (length == 1 && least.length < before && inTime());
    }
    return least;
  }

  /// `input` without every piece of `length` that the failure does not need, last ones first.
  private byte[] cut(byte[] input, int length, String failure) {
    byte[] least = input;
    for (int from = input.length - length; from > -length && inTime(); from -= length) {
      byte[] shorter = without(least, Math.max(0, from), length + Math.min(0, from));
      if (failure(shorter).equals(failure)) {
        least = shorter;
      }
    }
    return least;
  }

  private static byte[] without(byte[] input, int from, int length) {
    byte[] shorter = Arrays.copyOf(input, input.length - length);
    System.arraycopy(input, from + length, shorter, from, input.length - from - length);
    return shorter;
  }

  private boolean inTime() {
    return System.nanoTime() < end;
  }

  /// What fails and where, without what depends on the input; empty where nothing does.
  private String failure(byte[] input) {
    try {
      run.accept(input);
      return "";
    } catch (RuntimeException | AssertionError | StackOverflowError fault) {
      String where =
          Arrays.stream(fault.getStackTrace())
              .filter(frame -> frame.getClassName().startsWith("dev.halfbyte"))
              .findFirst()
              .map(StackTraceElement::toString)
              .orElse("");
      return fault.getClass().getName() + " " + where;
    }
  }
}
