package dev.halfbyte.sim.harness;

import java.util.List;

/// The parts of a manifest that describe tensors: shapes, layouts, quantizers.
final class TensorFields {
  private static final int MAX_DIMENSION = 1 << 24;
  private static final int MAX_ELEMENTS = 1 << 27;

  private TensorFields() {}

  /// An element of `inputs`.
  static Manifest.Input input(JsonFields field) {
    requireFloat(field);
    return new Manifest.Input(field.text("name"), shape(field), quantize(field.child("quantize")));
  }

  /// An element of `outputs`.
  static Manifest.Output output(JsonFields field) {
    requireFloat(field);
    List<Integer> shape = shape(field);
    Layout layout = layout(field.child("layout"), shape);
    JsonFields scale = field.child("dequantize");
    Dequantize dequantize =
        new Dequantize(floatOf(scale, "scale_bits"), scale.small("zero", -(1 << 16), 1 << 16));
    return new Manifest.Output(field.text("name"), shape, layout, dequantize);
  }

  /// The rows that a part of a stream carries: all, unless `first_row` and `row_count` say less.
  static Manifest.Rows rows(JsonFields field, Layout layout) {
    if (!field.has("row_count")) {
      return new Manifest.Rows(0, layout.m());
    }
    int first = field.small("first_row", 0, layout.m());
    int count = field.small("row_count", 0, layout.m() - first);
    if (first % layout.rows() != 0) {
      throw field.wrong("first_row", "is not the first of a row block");
    }
    if (count % layout.rows() != 0 && first + count != layout.m()) {
      throw field.wrong("row_count", "ends within a row block");
    }
    return new Manifest.Rows(first, count);
  }

  /// A layout of a tensor of that shape.
  static Layout layout(JsonFields field, List<Integer> shape) {
    int bits = field.small("element_bits", 4, 16);
    if (bits != 4 && bits != 8 && bits != 16) {
      throw field.wrong("element_bits", "is not 4, 8 or 16");
    }
    int lanes = field.small("lanes", 1, 1024);
    int columns = field.small("n", 0, MAX_DIMENSION);
    int dense = Math.ceilDiv(columns, lanes);
    Layout layout =
        new Layout(
            field.small("rows", 1, 1024),
            lanes,
            bits,
            field.flag("signed"),
            field.small("m", 0, MAX_DIMENSION),
            columns,
            field.has("block_words") ? field.small("block_words", dense, MAX_DIMENSION) : dense);
    if ((long) layout.m() * layout.n() != elements(shape)) {
      throw field.wrong("m", "times n is not the number of elements of shape " + shape);
    }
    if ((long) layout.blocks() * layout.blockWords() * layout.beatsPerWord() > MAX_ELEMENTS) {
      throw field.wrong("block_words", "makes a stream of more than " + MAX_ELEMENTS + " beats");
    }
    return layout;
  }

  static Quantize quantize(JsonFields field) {
    int bits = field.small("bits", 1, 16);
    boolean signed = field.flag("signed");
    int zero = field.small("zero", -(1 << 16), 1 << 16);
    int lo = field.small("lo", -(1 << 17), 1 << 17);
    int hi = field.small("hi", lo, 1 << 17);
    int least = signed ? -(1 << (bits - 1)) : 0;
    int most = least + (1 << bits) - 1;
    if (lo + zero < least || hi + zero > most) {
      throw field.wrong("lo", "and hi leave the range of the code");
    }
    return new Quantize(floatOf(field, "inverse_scale_bits"), lo, hi, zero, bits, signed);
  }

  private static float floatOf(JsonFields field, String name) {
    float value = Float.intBitsToFloat((int) field.integer(name, Integer.MIN_VALUE, 0xffff_ffffL));
    if (!Float.isFinite(value) || value <= 0) {
      throw field.wrong(name, "is not the bits of a finite positive float");
    }
    return value;
  }

  private static List<Integer> shape(JsonFields field) {
    List<Integer> shape = field.integers("shape", 0, MAX_DIMENSION);
    if (shape.size() > 16 || elements(shape) > MAX_ELEMENTS) {
      throw field.wrong("shape", "has more than 16 dimensions or " + MAX_ELEMENTS + " elements");
    }
    return shape;
  }

  private static long elements(List<Integer> shape) {
    long elements = 1;
    for (int extent : shape) {
      elements = Math.min(elements * extent, Integer.MAX_VALUE);
    }
    return elements;
  }

  private static void requireFloat(JsonFields field) {
    if (!field.text("dtype").equals("f32")) {
      throw field.wrong("dtype", "is not f32, the only type that crosses this boundary");
    }
  }
}
