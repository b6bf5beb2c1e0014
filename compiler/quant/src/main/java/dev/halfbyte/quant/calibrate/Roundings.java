package dev.halfbyte.quant.calibrate;

import dev.halfbyte.ir.Tensor;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What was found about layers beyond ranges, as tensors that people may edit: of each weight that
/// is rounded by samples `w.codes` (s8 or u8, of its shape) and `w.scale` (f32, with which the
/// codes were found), of each layer whose bias is corrected `w.bias` (f32, what is added to it).
/// Weights in the body of a scan have one axis more in front, that of the iterations.
public record Roundings(SortedMap<String, Tensor> tensors) {
  public static final Roundings NONE = new Roundings(new TreeMap<>());

  public Roundings {
    tensors = Collections.unmodifiableSortedMap(new TreeMap<>(tensors));
  }

  public static String codes(String weight) {
    return weight + ".codes";
  }

  public static String scale(String weight) {
    return weight + ".scale";
  }

  public static String bias(String weight) {
    return weight + ".bias";
  }

  public Optional<Tensor> tensor(String name) {
    return Optional.ofNullable(tensors.get(name));
  }
}
