package dev.halfbyte.quant.rounding;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.quant.annotate.LayerLayout;
import dev.halfbyte.quant.annotate.LayerWeight;
import dev.halfbyte.quant.calibrate.Roundings;
import dev.halfbyte.quant.policy.WeightRounding;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// What became of a layer.
///
/// @param codes s8 or u8, of the shape of the weight
/// @param bias what is to be added to each row of the result
record RoundedLayer(LayerWeight weight, Tensor codes, Tensor bias) {
  static RoundedLayer of(LayerWeight weight, LayerMoments moments) {
    long[] extents = weight.data().type().shape().extents();
    int[] rows = LayerLayout.offsets(extents, weight.layout().kept());
    int[] columns = LayerLayout.offsets(extents, weight.layout().summed());
    long[] codes = weight.codes().longs();
    double[] scales = weight.elementScales();
    if (weight.rounding() != WeightRounding.NEAREST) {
      ColumnRounding rounding = new ColumnRounding(moments, weight.encoding());
      boolean descend = weight.rounding() == WeightRounding.DESCENT;
      for (int row : rows) {
        round(weight, rounding, row, columns, scales, codes, descend);
      }
    }
    float[] bias = new float[rows.length];
    for (int r = 0; r < rows.length; r++) {
      double error = 0;
      for (int c = 0; c < columns.length; c++) {
        int at = rows[r] + columns[c];
        error += weight.data().floatAt(at) * moments.exactMean(c);
        error -= weight.encoding().decode(codes[at]) * scales[at] * moments.mean(c);
      }
      bias[r] = (float) error;
    }
    List<Dim> dims = new ArrayList<>();
    weight.layout().kept().forEach(axis -> dims.add(Dim.of(extents[axis])));
    IntType stored = new IntType(8, weight.encoding().storage().signed());
    return new RoundedLayer(
        weight,
        Tensor.ofInts(new TensorType(stored, weight.data().type().shape()), codes),
        Tensor.ofFloats(new Shape(dims), bias));
  }

  private static void round(
      LayerWeight weight,
      ColumnRounding rounding,
      int begin,
      int[] columns,
      double[] scales,
      long[] codes,
      boolean descend) {
    double[] row = new double[columns.length];
    double[] steps = new double[columns.length];
    for (int c = 0; c < columns.length; c++) {
      row[c] = weight.data().floatAt(begin + columns[c]);
      steps[c] = scales[begin + columns[c]];
    }
    long[] found = rounding.round(row, steps);
    if (descend) {
      rounding.descend(row, steps, found);
    }
    for (int c = 0; c < columns.length; c++) {
      codes[begin + columns[c]] = found[c];
    }
  }

  /// The tensors of a weight, of all iterations.
  static SortedMap<String, Tensor> tensors(String name, List<RoundedLayer> layers) {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    LayerWeight first = layers.getFirst().weight();
    if (first.rounding() != WeightRounding.NEAREST) {
      tensors.put(Roundings.codes(name), stacked(layers, RoundedLayer::codes));
      tensors.put(Roundings.scale(name), stacked(layers, layer -> layer.weight().scale()));
    }
    if (first.corrected()) {
      tensors.put(Roundings.bias(name), stacked(layers, RoundedLayer::bias));
    }
    return tensors;
  }

  private static Tensor stacked(List<RoundedLayer> layers, Function<RoundedLayer, Tensor> part) {
    Tensor first = part.apply(layers.getFirst());
    if (layers.getFirst().weight().place().count() == 1) {
      return first;
    }
    List<Dim> dims = new ArrayList<>(List.of(Dim.of(layers.size())));
    dims.addAll(first.type().shape().dims());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    layers.forEach(layer -> bytes.writeBytes(part.apply(layer).bytes()));
    return Tensor.ofBytes(
        new TensorType(first.type().elem(), new Shape(dims)), bytes.toByteArray());
  }
}
