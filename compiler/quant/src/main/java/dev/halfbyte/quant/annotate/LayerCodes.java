package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.quant.QuantCode;
import dev.halfbyte.quant.calibrate.Roundings;
import dev.halfbyte.quant.scan.ScanBodies;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// The roundings of a calibration where the annotated program takes them, checked against kernel
/// and numerics; or, before there are any, the list of the layers that want them.
final class LayerCodes {
  private static final String ANEW = "calibrate this kernel anew with these numerics";

  private final Optional<Roundings> given;
  private final TreeSet<String> used = new TreeSet<>();
  private final List<LayerWeight> wanted = new ArrayList<>();
  private final SortedMap<String, Integer> softmaxes = new TreeMap<>();
  private final SequencedSet<Diagnostic> faults = new LinkedHashSet<>();

  private LayerCodes(Optional<Roundings> given) {
    this.given = given;
  }

  static LayerCodes of(Roundings roundings) {
    return new LayerCodes(Optional.of(roundings));
  }

  /// Rounds to nearest and notes who wants more.
  static LayerCodes survey() {
    return new LayerCodes(Optional.empty());
  }

  boolean isSurvey() {
    return given.isEmpty();
  }

  void want(LayerWeight weight) {
    wanted.add(weight);
  }

  List<LayerWeight> wanted() {
    return List.copyOf(wanted);
  }

  /// Notes a softmax whose mean error is to be known.
  void want(String softmax, ScanBodies.Place place) {
    softmaxes.put(softmax, place.count());
  }

  /// By name, in how many iterations they differ.
  SortedMap<String, Integer> softmaxes() {
    return softmaxes;
  }

  /// The codes of a weight in place of the nearest ones.
  CodedConstant rounded(String name, ScanBodies.Place place, CodedConstant nearest) {
    Encoding encoding = nearest.encoding();
    IntType storage = encoding.storage();
    TensorType type = new TensorType(stored(storage), nearest.codes().type().shape());
    Optional<Tensor> codes = part(Roundings.codes(name), type, place);
    Optional<Tensor> scale = part(Roundings.scale(name), nearest.scale().type(), place);
    if (codes.isEmpty() || scale.isEmpty()) {
      return nearest;
    }
    if (!Arrays.equals(scale.get().floats(), nearest.scale().floats())) {
      fault(
          QuantCode.BAD_ROUNDING,
          "the codes of `" + name + "` were found with other scales than those of this weight");
    }
    long[] values = codes.get().longs();
    for (int i = 0; i < values.length; i++) {
      if (!isCode(encoding, values[i])) {
        fault(
            QuantCode.BAD_ROUNDING,
            "`"
                + Roundings.codes(name)
                + "` is "
                + values[i]
                + " at "
                + Elements.index(codes.get(), i)
                + ", which is no code of "
                + encoding);
        return nearest;
      }
    }
    Tensor made = Tensor.ofInts(nearest.codes().type(), values);
    return new CodedConstant(made, nearest.scale(), nearest.scaleAxes());
  }

  /// In what the codes of a weight are stored.
  static IntType stored(IntType storage) {
    return new IntType(8, storage.signed());
  }

  private static boolean isCode(Encoding encoding, long code) {
    return switch (encoding) {
      case Encoding.Affine(IntType storage, long _) ->
          code >= storage.min() && code <= storage.max();
      case Encoding.Table table ->
          code >= table.storage().min() && code - table.storage().min() < table.entries().size();
    };
  }

  /// What is added to the bias of the layer of a weight.
  ///
  /// @param shape one element for each row of the weight
  Optional<Tensor> correction(String name, Shape shape, ScanBodies.Place place) {
    String tensor = Roundings.bias(name);
    Optional<Tensor> found = part(tensor, new TensorType(ElemType.F32, shape), place);
    if (found.isPresent()) {
      for (float value : found.get().floats()) {
        if (!Float.isFinite(value)) {
          fault(QuantCode.BAD_ROUNDING, "`" + tensor + "` is " + value + " somewhere");
          return Optional.empty();
        }
      }
    }
    return found;
  }

  /// The part of a tensor that belongs to an iteration.
  private Optional<Tensor> part(String name, TensorType type, ScanBodies.Place place) {
    used.add(name);
    Optional<Tensor> tensor = given.orElse(Roundings.NONE).tensor(name);
    if (tensor.isEmpty()) {
      fault(QuantCode.MISSING_ROUNDING, "the calibration has no `" + name + "`");
      return tensor;
    }
    TensorType whole = place.count() == 1 ? type : stacked(type, place.count());
    if (!tensor.get().type().equals(whole)) {
      fault(
          QuantCode.BAD_ROUNDING,
          "`" + name + "` is " + tensor.get().type() + ", this kernel takes " + whole);
      return Optional.empty();
    }
    int count = Math.toIntExact(type.shape().count().fixed());
    return tensor.map(t -> place.count() == 1 ? t : t.part(type, place.number() * count));
  }

  /// The type of `count` tensors of one type.
  static TensorType stacked(TensorType type, int count) {
    List<Dim> dims = new ArrayList<>(List.of(Dim.of(count)));
    dims.addAll(type.shape().dims());
    return new TensorType(type.elem(), new Shape(dims));
  }

  private void fault(QuantCode code, String message) {
    faults.add(Diagnostic.error(code, message).help(ANEW));
  }

  /// Ends with all faults, tensors that nothing takes among them.
  void throwFaults() {
    given.ifPresent(roundings -> {
      for (String name : roundings.tensors().keySet()) {
        if (!used.contains(name)) {
          fault(
              QuantCode.EXTRA_ROUNDING,
              "the calibration has `" + name + "`, which this kernel does not take");
        }
      }
    });
    if (!faults.isEmpty()) {
      throw new DiagnosticException(List.copyOf(faults));
    }
  }
}
