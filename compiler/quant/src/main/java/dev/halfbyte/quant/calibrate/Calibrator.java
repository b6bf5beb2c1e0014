package dev.halfbyte.quant.calibrate;

import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.interp.ValueObserver;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.quant.QuantCode;
import dev.halfbyte.quant.annotate.Elements;
import dev.halfbyte.quant.annotate.Scope;
import dev.halfbyte.quant.annotate.Sites;
import dev.halfbyte.quant.policy.CalibrationPlan;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.reparam.Transforms;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Observes the values of an f32 program over samples.
///
/// Samples stream: each is loaded, run by the interpreter, counted and dropped. The result depends
/// on the samples only, not on how many threads worked or in which order they finished.
public final class Calibrator {
  private final Program program;
  private final IdentityHashMap<Program, Sites> sites = new IdentityHashMap<>();
  private final SortedMap<String, SortedSet<Integer>> widths;
  private final SortedMap<String, ObservedAxis> axes;
  private final SampleSource samples;
  private final NumericsPolicy policy;
  private final ProbabilityFits probabilities;

  private Calibrator(Program program, NumericsPolicy policy, SampleSource samples) {
    this.program = program;
    this.samples = samples;
    this.policy = policy;
    widths = new TreeMap<>();
    axes = new TreeMap<>();
    for (Scope scope : Scope.of(program).all()) {
      sites.put(scope.run(), scope.sites());
      widths.putAll(CodeWidths.of(scope.sites(), policy));
      axes.putAll(CodeWidths.axes(scope.sites(), policy));
    }
    probabilities = new ProbabilityFits(sites, policy);
  }

  /// Ranges of every value that `policy` codes, on the calling thread.
  public static CalibrationResult calibrate(
      Program program, NumericsPolicy policy, SampleSource samples) {
    return calibrate(program, policy, samples, Runnable::run, 1, _ -> {});
  }

  /// The same on `workers` tasks of `executor`.
  ///
  /// @param program f32, weights bound as constants
  /// @param progress told the number of finished samples, by any worker
  /// @throws DiagnosticException when there are no samples, or a value is no finite number
  public static CalibrationResult calibrate(
      Program program,
      NumericsPolicy policy,
      SampleSource samples,
      Executor executor,
      int workers,
      IntConsumer progress) {
    return new Calibrator(Transforms.prepared(program, policy).program(), policy, samples)
        .run(policy.calibration(), executor, workers, progress);
  }

  private CalibrationResult run(
      CalibrationPlan plan, Executor executor, int workers, IntConsumer progress) {
    if (samples.count() == 0) {
      throw new DiagnosticException(
          Diagnostic.error(QuantCode.NO_SAMPLES, "there are no samples to calibrate with")
              .help("give at least one set of inputs"));
    }
    List<Integer> drawn = drawn(plan, samples);
    AtomicInteger finished = new AtomicInteger();
    List<Callable<SortedMap<String, Observed>>> tasks = new ArrayList<>();
    for (int worker = 0; worker < Math.min(workers, drawn.size()); worker++) {
      int first = worker;
      tasks.add(() -> observe(every(drawn, first, workers), finished, progress));
    }
    SortedMap<String, Observed> merged = nothingYet();
    for (SortedMap<String, Observed> seen : Tasks.all(executor, tasks)) {
      seen.forEach((path, observed) -> Objects.requireNonNull(merged.get(path)).merge(observed));
    }
    SortedMap<String, TensorRange> ranges = new TreeMap<>();
    merged.forEach((path, observed) ->
        ranges.put(path, observed.range(plan.method(), Objects.requireNonNull(widths.get(path)))));
    TableFits tables = new TableFits(policy);
    sites.values().forEach(s -> tables.fit(s, merged, ranges));
    probabilities.fit(tables);
    return new CalibrationResult(
        program.name(), plan.method().toString(), drawn.size(), ranges, tables.found());
  }

  /// The samples that a plan takes, in ascending order: all, where there are fewer.
  public static List<Integer> drawn(CalibrationPlan plan, SampleSource samples) {
    return SampleDraw.draw(samples.count(), plan.samples().orElse(samples.count()), plan.seed());
  }

  private static List<Integer> every(List<Integer> all, int first, int step) {
    return IntStream.iterate(first, i -> i < all.size(), i -> i + step).mapToObj(all::get).toList();
  }

  private SortedMap<String, Observed> nothingYet() {
    SortedMap<String, Observed> observed = new TreeMap<>();
    widths
        .keySet()
        .forEach(path -> observed.put(path, new Observed(Optional.ofNullable(axes.get(path)))));
    return observed;
  }

  private SortedMap<String, Observed> observe(
      List<Integer> indices, AtomicInteger finished, IntConsumer progress) {
    SortedMap<String, Observed> observed = nothingYet();
    ProbabilityFits counts = new ProbabilityFits(sites, policy);
    for (int index : indices) {
      Arguments arguments = Arguments.of(program, samples.sample(index), Map.of());
      Interpreter.run(program, arguments, new Counter(index, observed, counts));
      progress.accept(finished.incrementAndGet());
    }
    probabilities.merge(counts);
    return observed;
  }

  /// Counts the values of one sample; those of the body of a scan in all its iterations.
  private final class Counter implements ValueObserver {
    private final int sample;
    private final SortedMap<String, Observed> observed;
    private final ProbabilityFits probabilities;
    private final Map<String, Integer> iterations = new HashMap<>();

    Counter(int sample, SortedMap<String, Observed> observed, ProbabilityFits probabilities) {
      this.sample = sample;
      this.probabilities = probabilities;
      this.observed = observed;
    }

    @Override
    public void observe(Program scope, Node node, Value value, Tensor tensor) {
      count(scope, value, () -> tensor);
      probabilities.observe(sample, scope, value, tensor);
    }

    @Override
    public void argument(Program scope, Parameter parameter, Supplier<Tensor> tensor) {
      count(scope, parameter.value(), tensor);
    }

    private void count(Program scope, Value value, Supplier<Tensor> tensor) {
      Optional<Sites> known = Optional.ofNullable(sites.get(scope));
      known
          .filter(s -> s.all().containsKey(value))
          .ifPresent(s -> count(s.name(value), tensor.get()));
    }

    /// A value is seen once in each iteration, in their order.
    private void count(String path, Tensor tensor) {
      int iteration = iterations.merge(path, 1, Integer::sum) - 1;
      Observed here = Objects.requireNonNull(observed.get(path));
      for (int i = 0; i < tensor.count(); i++) {
        requireFinite(sample, path, tensor, i);
      }
      here.add(iteration, tensor);
    }
  }

  /// Refuses an element that is no finite number.
  ///
  /// @throws DiagnosticException that names the sample and the value
  public static void requireFinite(int sample, String path, Tensor tensor, int index) {
    float x = tensor.floatAt(index);
    if (!Float.isFinite(x)) {
      throw new DiagnosticException(
          Diagnostic.error(
                  QuantCode.NOT_FINITE_SAMPLE,
                  "`"
                      + path
                      + "` is "
                      + x
                      + " at "
                      + Elements.index(tensor, index)
                      + " in sample "
                      + sample)
              .help("calibrate with inputs that give finite values everywhere"));
    }
  }
}
