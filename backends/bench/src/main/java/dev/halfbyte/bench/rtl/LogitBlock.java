package dev.halfbyte.bench.rtl;

import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.quant.codes.LogFamily;
import dev.halfbyte.quant.codes.NearestCode;
import dev.halfbyte.quant.softmax.EarlyNormalization;
import dev.halfbyte.quant.softmax.LateNormalization;
import dev.halfbyte.quant.softmax.LogitRows;
import dev.halfbyte.quant.softmax.SoftmaxForm;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/// Rows of logits in sixteenths of an octave, and the 4-bit log2 codes of their probabilities.
final class LogitBlock {
  static final Encoding.Table LOG2 = LogFamily.LOG2.table(4);

  /// The code of zero.
  static final int ZERO = 15;

  /// Distances from the greatest logit that the unit tells apart.
  static final int DISTANCES = 256;

  private static final int PEAKS = 3;

  private final String name;
  private final int rows;
  private final int count;
  private final int[] logits;

  private LogitBlock(String name, int rows, int count, int[] logits) {
    this.name = name;
    this.rows = rows;
    this.count = count;
    this.logits = logits.clone();
  }

  /// Returns how the logits are spread.
  String name() {
    return name;
  }

  int rows() {
    return rows;
  }

  /// Returns the logits of a row.
  int count() {
    return count;
  }

  int[] logits() {
    return logits.clone();
  }

  /// Draws logits.
  ///
  /// @param deviation in nats
  /// @param peak what three logits of a row have above that
  static LogitBlock draw(
      String name, Random random, int rows, int count, double deviation, double peak) {
    int[] logits = new int[rows * count];
    for (int row = 0; row < rows; row++) {
      double[] nats = new double[count];
      for (int i = 0; i < count; i++) {
        nats[i] = deviation * random.nextGaussian();
      }
      for (int i = 0; i < PEAKS; i++) {
        nats[random.nextInt(count)] += peak;
      }
      for (int i = 0; i < count; i++) {
        logits[row * count + i] = (int) Math.rint(nats[i] / LogitRows.UNIT);
      }
    }
    return new LogitBlock(name, rows, count, logits);
  }

  /// The codes that the interpreter gives, normalized in the codes.
  Codes codes() {
    return codes(new EarlyNormalization(LOG2));
  }

  /// The code nearest to `2^(-d / 16)` for each distance d.
  static Codes byDistance() {
    int[] falling = new int[DISTANCES];
    for (int d = 0; d < DISTANCES; d++) {
      falling[d] = -d;
    }
    return new LogitBlock("distances", 1, DISTANCES, falling).codes(new LateNormalization(LOG2));
  }

  private Codes codes(SoftmaxForm form) {
    ProgramBuilder builder = new ProgramBuilder("softmax");
    Tensor x = Tensor.generateFloats(Shape.of(rows, count), i -> logits[i]);
    Value in = builder.parameter("x", x.type(), Parameter.Kind.INPUT);
    Value codes = builder.add(new Quantize(in, builder.splat(1, in), LogitRows.ENCODING));
    LogitRows built = new LogitRows(builder, codes, Optional.empty(), count);
    builder.output("codes", form.build(built).codes());
    Tensor made =
        Interpreter.run(builder.build(), new TreeMap<>(Map.of("x", x))).firstEntry().getValue();
    byte[] values = new byte[rows * count];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) made.longAt(i);
    }
    return new Codes(rows, count, values);
  }

  /// The share of `made` that are not the codes nearest to the probabilities in binary64.
  double different(Codes made) {
    NearestCode nearest = new NearestCode(LOG2);
    int different = 0;
    for (int row = 0; row < rows; row++) {
      double sum = 0;
      for (int i = 0; i < count; i++) {
        sum += power(row, i);
      }
      for (int i = 0; i < count; i++) {
        double p = power(row, i) / sum;
        different += made.at(row, i) == nearest.of(LOG2.decode(0) * p) ? 0 : 1;
      }
    }
    return different / (double) (rows * count);
  }

  private double power(int row, int i) {
    return Math.pow(2, logits[row * count + i] / (double) LogitRows.OCTAVE);
  }

  int logit(int row, int i) {
    return i < count ? logits[row * count + i] : 0;
  }
}
