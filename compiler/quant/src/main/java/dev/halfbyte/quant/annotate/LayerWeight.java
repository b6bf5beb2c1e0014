package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.quant.policy.WeightRounding;
import dev.halfbyte.quant.scan.ScanBodies;
import java.util.List;

/// A weight that is to be rounded by what its layer sees, or whose layer gets a corrected bias.
///
/// @param place the iteration of a scan that it is of
/// @param encoding of the codes
/// @param data what is to be rounded
/// @param codes the nearest codes, of the shape of the data
/// @param scale f32, with one axis for each of `scaleAxes` of the data
/// @param rounding [WeightRounding#NEAREST] where only the bias is asked for
public record LayerWeight(
    String name,
    ScanBodies.Place place,
    LayerLayout layout,
    Encoding encoding,
    Tensor data,
    Tensor codes,
    Tensor scale,
    List<Integer> scaleAxes,
    WeightRounding rounding,
    boolean corrected) {
  public LayerWeight {
    scaleAxes = List.copyOf(scaleAxes);
  }

  /// The scale of each element of the data, row-major.
  public double[] elementScales() {
    CodedConstant.Runs runs = CodedConstant.Runs.of(data.type().shape().extents(), scaleAxes);
    double[] scales = new double[data.count()];
    runs.each(run -> {
      for (int i = runs.begin(run); i < runs.begin(run + 1); i++) {
        scales[i] = scale.floatAt(runs.group(run));
      }
    });
    return scales;
  }
}
