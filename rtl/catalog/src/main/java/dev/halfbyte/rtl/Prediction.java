package dev.halfbyte.rtl;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What [Timing] says of a program.
///
/// @param issueCycles the issue cycle of each command, in program order
/// @param doneCycles the last busy cycle of each command
/// @param busyCycles busy cycles of each unit
/// @param macs multiply-accumulates, padding included
/// @param skipped multiply-accumulates left out by a row engine
public record Prediction(
    List<Long> issueCycles,
    List<Long> doneCycles,
    Map<Unit, Long> busyCycles,
    long macs,
    long skipped) {
  public Prediction {
    issueCycles = List.copyOf(issueCycles);
    doneCycles = List.copyOf(doneCycles);
    busyCycles = Collections.unmodifiableMap(new EnumMap<>(busyCycles));
  }

  /// Returns the value of the CYCLES counter at the end of the program.
  public long totalCycles() {
    return issueCycles.getLast() + 1;
  }

  /// Returns the value of the SEQ_WAIT counter: cycles that had a command but issued none.
  public long waitCycles() {
    return totalCycles() - Timing.FIRST_ISSUE - issueCycles.size();
  }
}
