package dev.halfbyte.driver.eval;

import dev.halfbyte.driver.bind.Samples;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/// Inputs of a kernel with the class of each picture.
///
/// Where a call takes one picture, inputs have one axis more than the kernel's, which counts
/// pictures. Where a call takes many, all pictures are one call.
public final class Pictures {
  private static final List<String> USUAL_NAMES = List.of("labels", "label");

  private final Samples samples;
  private final int calls;
  private final List<Integer> labels;

  private Pictures(Samples samples, int calls, List<Integer> labels) {
    this.samples = samples;
    this.calls = calls;
    this.labels = List.copyOf(labels);
  }

  /// Picks inputs and labels from `data`.
  ///
  /// @param program with weights as constants
  /// @param labels name of the tensor of labels; absent: `labels` or `label`
  /// @param limit takes so many pictures, the first ones; absent: all
  /// @throws dev.halfbyte.source.DiagnosticException when inputs or labels are missing or do not
  ///   fit
  public static Pictures of(
      Program program,
      ScoreOutput output,
      Map<String, Tensor> data,
      Optional<String> labels,
      OptionalInt limit) {
    List<Integer> all = labels(data, labels, output);
    int pictures = output.batched() ? rows(program, data) : Samples.of(program, data).count();
    if (pictures != all.size()) {
      throw EvalCode.WRONG_LABELS.fault(
          "there are %d pictures and %d labels".formatted(pictures, all.size()),
          "give one label for each picture, in their order");
    }
    if (pictures == 0) {
      throw EvalCode.WRONG_LABELS.fault(
          "there are no pictures", "give at least one with its label");
    }
    int taken = Math.min(pictures, limit.orElse(pictures));
    Samples samples =
        Samples.of(program, output.batched() ? firstRows(program, data, pictures, taken) : data);
    if (output.batched() && samples.count() != 1) {
      throw EvalCode.WRONG_LABELS.fault(
          "the data has several batches of pictures", "put all pictures into one batch");
    }
    return new Pictures(samples, output.batched() ? 1 : taken, all.subList(0, taken));
  }

  private static List<Integer> labels(
      Map<String, Tensor> data, Optional<String> name, ScoreOutput output) {
    String found =
        name.filter(data::containsKey)
            .or(() ->
                name.isPresent()
                    ? Optional.empty()
                    : USUAL_NAMES.stream().filter(data::containsKey).findFirst())
            .orElseThrow(() ->
                EvalCode.NO_LABELS.fault(
                    "the data has no tensor `%s`".formatted(name.orElse(USUAL_NAMES.getFirst())),
                    "name the labels with --labels; the data has: "
                        + String.join(", ", data.keySet())));
    Tensor tensor = Optional.ofNullable(data.get(found)).orElseThrow();
    TensorType type = tensor.type();
    if (!(type.elem() instanceof ElemType.IntType) || type.shape().rank() != 1) {
      throw EvalCode.WRONG_LABELS.fault(
          "`%s` is %s".formatted(found, type), "labels are whole numbers along one axis");
    }
    List<Integer> labels = new ArrayList<>();
    for (int i = 0; i < tensor.count(); i++) {
      long label = tensor.longAt(i);
      if (label < 0 || label >= output.classes()) {
        throw EvalCode.LABEL_OUT_OF_RANGE.fault(
            "`%s[%d]` is %d, `%s` has %d classes"
                .formatted(found, i, label, output.name(), output.classes()),
            "labels are from 0 to " + (output.classes() - 1));
      }
      labels.add((int) label);
    }
    return labels;
  }

  /// The extent of the leading axis of the first input.
  private static int rows(Program program, Map<String, Tensor> data) {
    return program.parameters(Parameter.Kind.INPUT).stream()
        .flatMap(input -> Optional.ofNullable(data.get(input.name())).stream())
        .map(tensor -> tensor.type().shape())
        .filter(shape -> shape.rank() > 0)
        .map(shape -> Math.toIntExact(shape.dim(0).fixed()))
        .findFirst()
        .orElse(0);
  }

  /// Inputs with the first pictures only.
  private static Map<String, Tensor> firstRows(
      Program program, Map<String, Tensor> data, int pictures, int taken) {
    SortedMap<String, Tensor> inputs = new TreeMap<>();
    for (Parameter input : program.parameters(Parameter.Kind.INPUT)) {
      Tensor tensor = data.get(input.name());
      if (tensor != null) {
        inputs.put(input.name(), firstRows(tensor, pictures, taken));
      }
    }
    return inputs;
  }

  private static Tensor firstRows(Tensor tensor, int pictures, int taken) {
    Shape shape = tensor.type().shape();
    if (shape.rank() == 0 || shape.dim(0).fixed() != pictures) {
      return tensor;
    }
    List<Dim> dims = new ArrayList<>(shape.dims());
    dims.set(0, Dim.of(taken));
    return tensor.part(new TensorType(tensor.type().elem(), new Shape(dims)), 0);
  }

  /// How many calls of the kernel see all pictures.
  int calls() {
    return calls;
  }

  /// Checked arguments of a call.
  Arguments arguments(Program program, int call, Map<String, Long> dims) {
    return Arguments.of(program, samples.sample(call), dims);
  }

  /// The class of each picture.
  public List<Integer> labels() {
    return labels;
  }
}
