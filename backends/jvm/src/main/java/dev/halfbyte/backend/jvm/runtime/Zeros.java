package dev.halfbyte.backend.jvm.runtime;

/// Lists of the activations of a single row that are not 0, as generated code makes them.
public final class Zeros {
  /// Entries of 0 after the last one.
  private static final int PADDING = 16;

  /// Percent of a row up to which its list is taken: below where `bench cpu skip` breaks even.
  public static final int MOST = 65;

  private static final int WHOLE = 100;

  private Zeros() {}

  /// Writes the places and values of all elements of a row that are not 0, and how many they are.
  public static void list(
      int[] activations, int at, int depth, int[] numbers, int[] count, int[] values) {
    int listed = 0;
    for (int k = 0; k < depth; k++) {
      int value = activations[at + k];
      numbers[listed] = k;
      values[listed] = value;
      listed += value == 0 ? 0 : 1;
    }
    for (int i = listed; i < listed + PADDING; i++) {
      numbers[i] = 0;
      values[i] = 0;
    }
    count[0] = listed;
  }

  /// Whether a list is short enough to be taken.
  static boolean pays(int listed, int depth) {
    return (long) listed * WHOLE <= (long) depth * MOST;
  }
}
