package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.Tensor;
import dev.halfbyte.quant.policy.Granularity;
import dev.halfbyte.quant.policy.Setting;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Weights as their codes will show them, for what must know them before they get codes.
public final class RoundedWeights {
  private RoundedWeights() {}

  /// The numbers behind the codes of `data`. Coding these again gives the same codes: the largest
  /// of each channel is at the end of the codes already.
  ///
  /// @param summed axes of the data that are summed over
  /// @return absent for scales of groups and of axes that are named
  public static Optional<Tensor> of(Tensor data, Setting.Weight setting, List<Integer> summed) {
    int rank = data.type().shape().rank();
    return switch (setting.granularity()) {
      case Granularity.PerTensor _ -> Optional.of(rounded(data, setting, List.of()));
      case Granularity.PerChannel _ -> {
        List<Integer> axes =
            IntStream.range(0, rank).filter(axis -> !summed.contains(axis)).boxed().toList();
        yield Optional.of(rounded(data, setting, axes));
      }
      case Granularity.PerAxis _, Granularity.PerGroup _ -> Optional.empty();
    };
  }

  private static Tensor rounded(Tensor data, Setting.Weight setting, List<Integer> axes) {
    CodedConstant coded = CodedConstant.code(data, ConstantCoder.encoding(setting), axes);
    long[] extents = data.type().shape().extents();
    CodedConstant.Runs runs = CodedConstant.Runs.of(extents, axes);
    float[] numbers = new float[data.count()];
    runs.each(run -> {
      float scale = coded.scale().floatAt(runs.group(run));
      for (int i = runs.begin(run); i < runs.begin(run + 1); i++) {
        numbers[i] = coded.encoding().decode(coded.codes().longAt(i)) * scale;
      }
    });
    return Tensor.ofFloats(data.type().shape(), numbers);
  }
}
