package dev.halfbyte.bench.accuracy;

import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.LayerNorm;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.RmsNorm;
import dev.halfbyte.quant.exact.Rational;
import dev.halfbyte.quant.norm.Moments;
import dev.halfbyte.quant.norm.NormalizedRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Signal to noise of normalized rows for every form of LayerNorm and RMSNorm.
public record NormFigures(List<Figure> figures) {
  public NormFigures {
    figures = List.copyOf(figures);
  }

  /// A form and its figure; the rounding of the stream is included.
  ///
  /// @param form such as `centered, s16 stream, root of 16 bits`
  public record Figure(String form, double decibels) {}

  /// Measures everything on `rows`.
  public static NormFigures measure(StreamRows rows) {
    List<Figure> figures = new ArrayList<>();
    for (Moments moments : Moments.values()) {
      String name = moments.toString().toLowerCase(Locale.ROOT);
      figures.add(new Figure(name + ", f32", decibels(rows, moments, floats(rows, moments))));
      for (int bits : List.of(16, 8)) {
        for (int root : List.of(NormalizedRows.WIDE_ROOT, NormalizedRows.NARROW_ROOT)) {
          figures.add(
              new Figure(
                  "%s, s%d stream, root of %d bits".formatted(name, bits, root),
                  decibels(rows, moments, integers(rows, moments, bits, root))));
        }
      }
    }
    return new NormFigures(figures);
  }

  private static double[] floats(StreamRows rows, Moments moments) {
    ProgramBuilder builder = new ProgramBuilder("floats");
    Value x = builder.parameter("x", rows.values().type(), Parameter.Kind.INPUT);
    Value one = builder.splat(1f, x);
    Value y =
        builder.add(
            switch (moments) {
              case CENTERED -> new LayerNorm(x, one, builder.splat(0f, x), StreamRows.EPSILON);
              case RAW -> new RmsNorm(x, one, StreamRows.EPSILON);
            });
    Tensor result = run(builder.output("y", y), rows);
    double[] values = new double[result.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = result.floatAt(i);
    }
    return values;
  }

  private static double[] integers(StreamRows rows, Moments moments, int bits, int root) {
    ProgramBuilder builder = new ProgramBuilder("integers");
    Value x = builder.parameter("x", rows.values().type(), Parameter.Kind.INPUT);
    IntType storage = new IntType(bits, true);
    float scale = (float) (rows.magnitude() / storage.max());
    Value inverse = builder.splat(1 / scale, x);
    Value codes = builder.add(new Quantize(x, inverse, new Encoding.Affine(storage, 0)));
    NormalizedRows.Normal normal =
        NormalizedRows.of(builder, codes, moments, Rational.of(scale), StreamRows.EPSILON)
            .orElseThrow()
            .normal(root);
    Tensor result = run(builder.output("z", normal.codes()), rows);
    double[] values = new double[result.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.scalb((double) result.longAt(i), -normal.fractionBits());
    }
    return values;
  }

  private static Tensor run(ProgramBuilder builder, StreamRows rows) {
    return Interpreter.run(builder.build(), new TreeMap<>(Map.of("x", rows.values())))
        .firstEntry()
        .getValue();
  }

  private static double decibels(StreamRows rows, Moments moments, double[] actual) {
    double[] expected = rows.exact(moments);
    double signal = 0;
    double noise = 0;
    for (int i = 0; i < expected.length; i++) {
      signal += expected[i] * expected[i];
      noise += (expected[i] - actual[i]) * (expected[i] - actual[i]);
    }
    return 10 * Math.log10(signal / noise);
  }
}
