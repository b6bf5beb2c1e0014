package dev.halfbyte.bench.model;

import dev.halfbyte.bench.accuracy.AttentionRows;
import dev.halfbyte.bench.accuracy.SoftmaxUnit;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.quant.codes.AdaLogFamily;
import dev.halfbyte.quant.codes.LogFamily;
import dev.halfbyte.quant.codes.TableFamily;
import dev.halfbyte.quant.softmax.EarlyNormalization;
import dev.halfbyte.quant.softmax.LateNormalization;
import dev.halfbyte.quant.softmax.SoftmaxForm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Signal to noise of `p V` with probabilities in few bits, divided by their sum behind the
/// contraction (late) or before they get codes (early); logits are rounded, V is exact.
///
/// @param heads what is measured on
/// @param others heads of other pictures, on which AdaLog finds its base
record LateEarly(List<AttentionRows> heads, List<AttentionRows> others) {
  private static final List<Integer> BITS = List.of(3, 4, 8);

  /// Bases of AdaLog that are tried.
  private static final int STEP = 3;

  private static final int LEAST = 13;
  private static final int MOST = 97;

  LateEarly {
    heads = List.copyOf(heads);
    others = List.copyOf(others);
  }

  /// Decibels of one family of codes.
  record Row(String codes, int bits, double early, double late) {
    double gain() {
      return late - early;
    }
  }

  /// All families at all widths.
  List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (int bits : BITS) {
      rows.add(row("affine", bits, form -> new Encoding.Affine(new IntType(bits, false), 0)));
      rows.add(row("log2", bits, _ -> LogFamily.LOG2.table(bits)));
      rows.add(row("log_sqrt2", bits, _ -> LogFamily.LOG_SQRT2.table(bits)));
      rows.add(row("adalog", bits, form -> best(form, bits)));
    }
    return rows;
  }

  private Row row(String name, int bits, Function<Form, Encoding> codes) {
    double early = decibels(heads, Form.EARLY.of(codes.apply(Form.EARLY)));
    double late = decibels(heads, Form.LATE.of(codes.apply(Form.LATE)));
    return new Row(name, bits, early, late);
  }

  /// Where the division stands.
  private enum Form {
    EARLY,
    LATE;

    SoftmaxForm of(Encoding codes) {
      return switch (this) {
        case EARLY -> new EarlyNormalization(codes);
        case LATE -> new LateNormalization(codes);
      };
    }
  }

  private Encoding best(Form form, int bits) {
    return IntStream.iterate(LEAST, q -> q <= MOST, q -> q + STEP)
        .mapToObj(AdaLogFamily::new)
        .map((TableFamily family) -> family.table(bits))
        .max(Comparator.comparingDouble(table -> decibels(others, form.of(table))))
        .orElseThrow();
  }

  private static double decibels(List<AttentionRows> heads, SoftmaxForm form) {
    return new SoftmaxUnit.Integers(form).decibels(heads);
  }
}
