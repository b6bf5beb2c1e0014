package dev.halfbyte.testkit.kernel;

import dev.halfbyte.ir.Tensor;
import dev.halfbyte.testkit.Choices;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Makes well-typed files of the language, with tensors for one of its kernels, over a stream of
/// choices.
///
/// Whole numbers stay inside their types by range analysis; every tensor that nothing reads is
/// returned, so nothing is dead.
public final class KernelGenerator {
  private static final int MOST_RESULTS = 8;

  private KernelGenerator() {}

  /// A kernel of `seed`.
  public static GeneratedKernel generate(long seed, KernelOptions options) {
    return generate(Choices.seeded(seed), options);
  }

  /// The kernel that `choices` describe.
  public static GeneratedKernel generate(Choices choices, KernelOptions options) {
    KernelBench bench = new KernelBench(choices, options);
    Scope scope = bench.scope();
    List<Production> productions = Productions.all(options);
    Productions.input(scope);
    // A choice before each step, not a count before all: so a step can be deleted from a record.
    for (int step = 0; step < options.maxSteps(); step++) {
      if (choices.below(options.maxSteps() + 1) == 0) {
        break;
      }
      choices.pick(productions).apply(scope);
    }
    bench.determineDimensions();
    List<Variable> results = results(scope);
    NumericsText.Numerics numerics = NumericsText.of(bench);
    String source = FileText.of(bench, results, numerics.text());
    KernelData data = new KernelData(choices, options.specials());
    SortedMap<String, Tensor> weights = new TreeMap<>();
    KernelData finite = new KernelData(choices, false);
    bench.weights().forEach(p -> weights.put(p.variable().name(), run(bench, finite, p)));
    SortedMap<String, Tensor> inputs = new TreeMap<>();
    bench.inputs().forEach(p -> inputs.put(p.variable().name(), run(bench, data, p)));
    return new GeneratedKernel(
        source,
        FileText.KERNEL,
        numerics.name(),
        bench.dimensions().free(),
        weights,
        inputs,
        Samples.of(bench),
        choices.recorded());
  }

  private static Tensor run(KernelBench bench, KernelData data, KernelBench.Parameter parameter) {
    List<Long> shape =
        parameter.variable().shape().stream().map(bench.dimensions()::value).toList();
    return data.of(parameter, shape);
  }

  private static List<Variable> results(Scope scope) {
    List<Variable> results = new ArrayList<>();
    for (Variable variable : scope.variables()) {
      boolean computed = scope.bench().isComputed(variable);
      boolean wanted = !scope.isUsed(variable) || scope.choices().oneIn(16);
      if (computed && wanted && results.size() < MOST_RESULTS) {
        results.add(variable);
      }
    }
    if (results.isEmpty()) {
      results.add(scope.variables().getFirst());
    }
    return Collections.unmodifiableList(results);
  }
}
