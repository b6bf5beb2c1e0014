package dev.halfbyte.quant.rounding;

import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.quant.QuantCode;
import dev.halfbyte.quant.annotate.Annotator;
import dev.halfbyte.quant.annotate.LayerLayout;
import dev.halfbyte.quant.annotate.LayerWeight;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.calibrate.Calibrator;
import dev.halfbyte.quant.calibrate.Roundings;
import dev.halfbyte.quant.calibrate.SampleSource;
import dev.halfbyte.quant.calibrate.Tasks;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.reparam.Reparametrizer;
import dev.halfbyte.quant.reparam.Transforms;
import dev.halfbyte.quant.rounding.LayerObserver.LayerKey;
import dev.halfbyte.quant.rounding.LayerObserver.Seen;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/// Rounds weights and corrects biases by what their layers see.
///
/// The program runs with its codes, weights rounded to nearest, over the samples of the
/// calibration. What a layer sees is summed up sample by sample in their order, whichever thread
/// ran them, so the result does not depend on threads. As many samples are in memory as there are
/// workers.
public final class LayerCalibrator {
  private final Annotator.Survey survey;
  private final LayerInputs inputs;
  private final SequencedMap<LayerKey, LayerWeight> weights = new LinkedHashMap<>();
  private final SortedMap<LayerKey, LayerMoments> moments =
      new TreeMap<>(Comparator.comparing(LayerKey::weight).thenComparingInt(LayerKey::iteration));
  private final RowSums rows;
  private final Executor executor;

  private LayerCalibrator(Annotator.Survey survey, Executor executor) {
    this.survey = survey;
    this.executor = executor;
    rows = new RowSums(survey.softmaxes());
    inputs = LayerInputs.of(survey.program());
    for (LayerWeight weight : survey.weights()) {
      LayerKey key = new LayerKey(weight.name(), weight.place().number());
      LayerWeight other = weights.putIfAbsent(key, weight);
      if (other != null && !other.layout().summed().equals(weight.layout().summed())) {
        throw new DiagnosticException(
            Diagnostic.error(
                    QuantCode.BAD_ROUNDING,
                    "two contractions sum over different axes of `" + weight.name() + "`")
                .help("give it `rounding nearest` and `bias exact`"));
      }
      moments.putIfAbsent(key, new LayerMoments(size(weight)));
    }
  }

  private static int size(LayerWeight weight) {
    long[] extents = weight.data().type().shape().extents();
    return LayerLayout.offsets(extents, weight.layout().summed()).length;
  }

  /// The ranges with the roundings that `policy` asks for; the ranges alone, where it asks for
  /// none.
  ///
  /// @param program f32, weights bound as constants
  /// @param ranges of the same program
  /// @param progress told the number of finished samples, by any worker
  /// @throws DiagnosticException where a value is no finite number, and as the quantizer
  public static CalibrationResult calibrate(
      Program program,
      NumericsPolicy policy,
      CalibrationResult ranges,
      SampleSource samples,
      Executor executor,
      int workers,
      IntConsumer progress) {
    if (!policy.quantized() || !policy.needsLayers()) {
      return ranges;
    }
    Program transformed = Transforms.prepared(program, policy).program();
    Program moved = Reparametrizer.reparametrize(transformed, policy, ranges).program();
    LayerCalibrator calibrator =
        new LayerCalibrator(Annotator.survey(moved, policy, ranges), executor);
    List<Integer> drawn = Calibrator.drawn(policy.calibration(), samples);
    for (int begin = 0; begin < drawn.size(); begin += workers) {
      int end = Math.min(begin + workers, drawn.size());
      calibrator.observe(drawn.subList(begin, end), samples);
      progress.accept(end);
    }
    return ranges.with(calibrator.roundings());
  }

  private void observe(List<Integer> some, SampleSource samples) {
    List<Callable<Sample>> runs = new ArrayList<>();
    some.forEach(sample -> runs.add(() -> run(sample, samples)));
    SequencedMap<LayerKey, List<Seen>> byLayer = new LinkedHashMap<>();
    for (Sample one : Tasks.all(executor, runs)) {
      one.seen()
          .forEach(s -> byLayer.computeIfAbsent(form(s.key()), _ -> new ArrayList<>()).add(s));
      rows.merge(one.rows());
    }
    List<Callable<Boolean>> sums = new ArrayList<>();
    byLayer.forEach((key, seen) -> sums.add(() -> add(key, seen)));
    Tasks.all(executor, sums);
  }

  /// The layer that is rounded for an iteration: the only one, where all have the same form.
  private LayerKey form(LayerKey seen) {
    LayerKey first = new LayerKey(seen.weight(), 0);
    return weights.containsKey(first)
            && Objects.requireNonNull(weights.get(first)).place().count() == 1
        ? first
        : seen;
  }

  /// What one sample showed.
  private record Sample(List<Seen> seen, RowSums rows) {}

  private Sample run(int sample, SampleSource samples) {
    RowSums sums = new RowSums(survey.softmaxes());
    LayerObserver observer = new LayerObserver(sample, inputs, names(), sums);
    Arguments arguments = Arguments.of(survey.program(), samples.sample(sample), Map.of());
    Interpreter.run(survey.program(), arguments, observer);
    return new Sample(observer.seen(), sums);
  }

  private Set<String> names() {
    return weights.keySet().stream().map(LayerKey::weight).collect(Collectors.toUnmodifiableSet());
  }

  private boolean add(LayerKey key, List<Seen> all) {
    LayerLayout layout = Objects.requireNonNull(weights.get(key)).layout();
    LayerMoments into = Objects.requireNonNull(moments.get(key));
    double[] row = new double[into.size()];
    double[] exact = new double[into.size()];
    for (Seen seen : all) {
      long[] extents = seen.input().type().shape().extents();
      int[] columns = LayerLayout.offsets(extents, layout.inputSummed());
      float[] input = seen.input().floats();
      float[] before = seen.exact().floats();
      for (int begin : LayerLayout.offsets(extents, layout.inputRows())) {
        for (int c = 0; c < columns.length; c++) {
          row[c] = input[begin + columns[c]];
          exact[c] = before[begin + columns[c]];
        }
        into.add(row, exact);
      }
    }
    return !all.isEmpty();
  }

  private Roundings roundings() {
    List<Callable<RoundedLayer>> tasks = new ArrayList<>();
    weights.forEach((key, weight) ->
        tasks.add(() -> RoundedLayer.of(weight, Objects.requireNonNull(moments.get(key)))));
    SequencedMap<String, List<RoundedLayer>> byName = new LinkedHashMap<>();
    for (RoundedLayer layer : Tasks.all(executor, tasks)) {
      byName.computeIfAbsent(layer.weight().name(), _ -> new ArrayList<>()).add(layer);
    }
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    byName.forEach((name, layers) -> tensors.putAll(RoundedLayer.tensors(name, layers)));
    rows.errors()
        .forEach((name, errors) -> {
          Shape shape = errors.size() == 1 ? Shape.SCALAR : Shape.of(errors.size());
          tensors.put(Roundings.bias(name), Tensor.generateFloats(shape, errors::get));
        });
    return new Roundings(tensors);
  }
}
