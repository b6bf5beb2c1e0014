package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.quant.Explanation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Constant data as codes with two levels of scales: `scale[channel] * multiplier[channel, group] *
/// T[code]`.
///
/// @param codes of the shape of the data
/// @param scale f32, with one axis for each of `channels`
/// @param multipliers f32 holding whole numbers from 1 to 255, with one axis for each of `owners`,
///   of which that of the groups has their number
/// @param channels axes of the data that are not summed
/// @param owners axes of the data that are not inside a group, that of the groups among them
record GroupedConstant(
    Tensor codes,
    Tensor scale,
    Tensor multipliers,
    List<Integer> channels,
    List<Integer> owners,
    GroupAxis axis) {
  /// The largest multiplier of a group.
  static final int MOST = 255;

  GroupedConstant {
    channels = List.copyOf(channels);
    owners = List.copyOf(owners);
  }

  /// The codes of `data`; see numerics.md, section Scales of groups.
  ///
  /// @param data finite f32 elements of fixed shape
  /// @param encoding with both signs; affine ones symmetric around zero
  /// @param summed axes of the data
  static GroupedConstant code(
      Tensor data, Encoding encoding, List<Integer> summed, GroupAxis axis) {
    long[] extents = data.type().shape().extents();
    List<Integer> channels =
        IntStream.range(0, extents.length).filter(a -> !summed.contains(a)).boxed().toList();
    List<Integer> owners =
        IntStream.range(0, extents.length).filter(a -> !axis.inner().contains(a)).boxed().toList();
    long[] split = axis.split(extents);
    // Behind the axis of the groups lies that of their indices.
    List<Integer> own = owners.stream().map(a -> a <= axis.axis() ? a : a + 1).toList();
    float[] values = Layout.split(data.floats(), extents, axis);
    CodedConstant.Runs runs = CodedConstant.Runs.of(split, own);
    CodedConstant.Rounding rounding = new CodedConstant.Rounding(encoding);
    int count = count(split, own);
    float[] wanted = CodedConstant.scales(values, rounding, runs, count);
    int[] channel = channels(split, own, channels, axis);
    float[] scales = scales(wanted, channel, count(extents, channels), floor(values, rounding));
    float[] multipliers = new float[count];
    for (int g = 0; g < count; g++) {
      double ratio = Math.rint((double) wanted[g] / scales[channel[g]]);
      multipliers[g] = (float) Math.clamp(ratio, 1.0, (double) MOST);
    }
    long[] codes = new long[values.length];
    runs.each(run -> {
      int group = runs.group(run);
      double scale = (double) scales[channel[group]] * multipliers[group];
      for (int i = runs.begin(run); i < runs.begin(run + 1); i++) {
        codes[i] = rounding.code(values[i], scale);
      }
    });
    TensorType type = data.type().withElem(new ElemType.CodeType(encoding));
    return new GroupedConstant(
        Tensor.ofInts(type, Layout.joined(codes, extents, axis)),
        Tensor.ofFloats(shape(extents, channels), scales),
        Tensor.ofFloats(shape(split, own), multipliers),
        channels,
        owners,
        axis);
  }

  private static double floor(float[] values, CodedConstant.Rounding rounding) {
    double greatest = 0;
    for (float value : values) {
      greatest = Math.max(greatest, Math.abs((double) value));
    }
    return rounding.scale(greatest * CodedConstant.LEAST_MAGNITUDE);
  }

  /// The scale of each channel: that of its coarsest group gets the largest multiplier.
  private static float[] scales(float[] wanted, int[] channel, int channels, double floor) {
    double[] greatest = new double[channels];
    for (int g = 0; g < wanted.length; g++) {
      greatest[channel[g]] = Math.max(greatest[channel[g]], wanted[g]);
    }
    float[] scales = new float[channels];
    for (int c = 0; c < channels; c++) {
      scales[c] = AffineFit.scale(Math.max(greatest[c] / MOST, floor));
    }
    return scales;
  }

  /// The channel of each group; both count row-major over their axes.
  private static int[] channels(
      long[] split, List<Integer> own, List<Integer> channels, GroupAxis axis) {
    int[] strides = new int[split.length];
    int pitch = 1;
    for (int c : channels.reversed()) {
      int at = c <= axis.axis() ? c : c + 1;
      strides[at] = pitch;
      pitch *= Math.toIntExact(split[at]);
    }
    int[] channel = new int[count(split, own)];
    for (int g = 0; g < channel.length; g++) {
      int rest = g;
      for (int at : own.reversed()) {
        int extent = Math.toIntExact(split[at]);
        channel[g] += rest % extent * strides[at];
        rest /= extent;
      }
    }
    return channel;
  }

  private static int count(long[] extents, List<Integer> axes) {
    return Math.toIntExact(axes.stream().mapToLong(a -> extents[a]).reduce(1, Math::multiplyExact));
  }

  private static Shape shape(long[] extents, List<Integer> axes) {
    List<Dim> dims = new ArrayList<>();
    axes.forEach(a -> dims.add(Dim.of(extents[a])));
    return new Shape(dims);
  }

  Explanation.GroupedConstant explanation(String path, int size, String rule) {
    float[] scales = scale.floats();
    float[] groups = multipliers.floats();
    Arrays.sort(scales);
    Arrays.sort(groups);
    boolean none = groups.length == 0;
    return new Explanation.GroupedConstant(
        path,
        ((ElemType.CodeType) codes.type().elem()).encoding().toString(),
        size,
        scales.length,
        none ? 0 : scales[0],
        none ? 0 : scales[scales.length - 1],
        groups.length,
        none ? 0 : (int) groups[0],
        none ? 0 : (int) groups[groups.length - 1],
        rule);
  }

  /// Elements in whole groups, with zeros behind the last index of the axis.
  private static final class Layout {
    private Layout() {}

    static float[] split(float[] values, long[] extents, GroupAxis axis) {
      int inner = inner(extents, axis);
      int run = axis.extent() * inner;
      int padded = axis.count() * axis.per() * inner;
      if (run == padded) {
        return values;
      }
      int outer = run == 0 ? 0 : values.length / run;
      float[] split = new float[Math.multiplyExact(outer, padded)];
      for (int o = 0; o < outer; o++) {
        System.arraycopy(values, o * run, split, o * padded, run);
      }
      return split;
    }

    static long[] joined(long[] split, long[] extents, GroupAxis axis) {
      int inner = inner(extents, axis);
      int run = axis.extent() * inner;
      int padded = axis.count() * axis.per() * inner;
      if (run == padded) {
        return split;
      }
      int outer = padded == 0 ? 0 : split.length / padded;
      long[] joined = new long[outer * run];
      for (int o = 0; o < outer; o++) {
        System.arraycopy(split, o * padded, joined, o * run, run);
      }
      return joined;
    }

    private static int inner(long[] extents, GroupAxis axis) {
      long inner = 1;
      for (int a = axis.axis() + 1; a < extents.length; a++) {
        inner *= extents[a];
      }
      return Math.toIntExact(inner);
    }
  }
}
