package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.quant.codes.CodeFamily;
import dev.halfbyte.quant.codes.SearchedFamily;
import dev.halfbyte.quant.codes.TableFamily;
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
  /// @return absent for scales of groups and of axes that are named, and for codes whose parameters
  ///   calibration finds
  public static Optional<Tensor> of(Tensor data, Setting.Weight setting, List<Integer> summed) {
    return encoding(setting).flatMap(encoding -> of(data, setting, summed, encoding));
  }

  private static Optional<Tensor> of(
      Tensor data, Setting.Weight setting, List<Integer> summed, Encoding encoding) {
    int rank = data.type().shape().rank();
    return switch (setting.granularity()) {
      case Granularity.PerTensor _ -> Optional.of(rounded(data, encoding, List.of()));
      case Granularity.PerChannel _ -> {
        List<Integer> axes =
            IntStream.range(0, rank).filter(axis -> !summed.contains(axis)).boxed().toList();
        yield Optional.of(rounded(data, encoding, axes));
      }
      case Granularity.PerAxis _, Granularity.PerGroup _ -> Optional.empty();
    };
  }

  private static Optional<Encoding> encoding(Setting.Weight setting) {
    return switch (setting.family()) {
      case CodeFamily.Affine _ -> Optional.of(CodedConstant.symmetric(setting.storage()));
      case TableFamily table -> Optional.of(table.table(setting.storage().bits()));
      case SearchedFamily _ -> Optional.empty();
    };
  }

  private static Tensor rounded(Tensor data, Encoding encoding, List<Integer> axes) {
    CodedConstant coded = CodedConstant.code(data, encoding, axes);
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
