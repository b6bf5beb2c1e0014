package dev.halfbyte.quant.codes;

import dev.halfbyte.ir.Encoding;

/// The code whose number is nearest.
public final class NearestCode {
  private final Encoding encoding;
  private final double least;
  private final double greatest;

  public NearestCode(Encoding encoding) {
    this.encoding = encoding;
    least = encoding.storage().min();
    greatest = encoding.storage().max();
  }

  /// The code with `T[code]` nearest to `number`; of several the one whose magnitude is larger, and
  /// of equal numbers the smallest code.
  public long of(double number) {
    return switch (encoding) {
      case Encoding.Affine(var _, long zeroPoint) ->
          // Not `Math.clamp`, which checks its bounds anew for every weight of a model.
          (long) Math.min(Math.max(Math.rint(number) + zeroPoint, least), greatest);
      case Encoding.Table table -> searched(table, number);
    };
  }

  private long searched(Encoding.Table table, double number) {
    long best = 0;
    for (long code = 1; code <= greatest; code++) {
      long kept = table.decode(best);
      long entry = table.decode(code);
      // Differences would round; twice the number and the sum of two entries do not.
      int side = Double.compare(2 * number, (double) (kept + entry));
      boolean nearer = entry > kept ? side > 0 : entry < kept && side < 0;
      boolean wider = Math.abs(entry) > Math.abs(kept);
      if (nearer || (side == 0 && wider)) {
        best = code;
      }
    }
    return best;
  }

  /// The largest number of the encoding.
  public static long largest(Encoding encoding) {
    return Math.max(encoding.maxDecoded(), -encoding.minDecoded());
  }
}
