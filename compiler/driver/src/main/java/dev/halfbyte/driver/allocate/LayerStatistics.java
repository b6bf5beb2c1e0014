package dev.halfbyte.driver.allocate;

import dev.halfbyte.driver.bind.Samples;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.interp.ValueObserver;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.quant.calibrate.Tasks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What float runs over samples tell about layers: how alike what goes into their block and what
/// comes out of it are, and the entropy of what they multiply.
///
/// @param similarity mean cosine of rows, by weight; none for layers without a block
/// @param entropy bits of a histogram of 256 steps over the range of a sample, the mean of all
record LayerStatistics(Map<String, Double> similarity, Map<String, Double> entropy) {
  private static final int BUCKETS = 256;

  LayerStatistics {
    similarity = Map.copyOf(similarity);
    entropy = Map.copyOf(entropy);
  }

  /// Runs the interpreter over some samples.
  ///
  /// @param prepared the kernel in floats
  /// @param drawn numbers of the samples
  /// @param progress told what is being done
  static LayerStatistics observe(
      Program prepared,
      Samples samples,
      List<Integer> drawn,
      int threads,
      Map<String, Long> dims,
      Consumer<String> progress) {
    LayerValues values = LayerValues.of(prepared);
    List<Callable<Map<String, Mean>>> runs = new ArrayList<>();
    for (int sample : drawn) {
      runs.add(() -> {
        Arguments inputs = Arguments.of(prepared, samples.sample(sample), dims);
        Observer observer = new Observer(values);
        Interpreter.run(prepared, inputs, observer);
        progress.accept("activations of sample " + sample);
        return observer.means;
      });
    }
    Map<String, Mean> all = new TreeMap<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      for (Map<String, Mean> means : Tasks.all(executor, runs)) {
        means.forEach((name, mean) -> all.computeIfAbsent(name, _ -> new Mean()).add(mean));
      }
    }
    Map<String, Double> similarity = new HashMap<>();
    Map<String, Double> entropy = new HashMap<>();
    all.forEach((name, mean) -> {
      if (mean.rows > 0) {
        similarity.put(name, mean.cosines / mean.rows);
      }
      entropy.put(name, mean.bits / mean.tensors);
    });
    return new LayerStatistics(similarity, entropy);
  }

  private static final class Mean {
    double cosines;
    long rows;
    double bits;
    long tensors;

    void add(Mean other) {
      cosines += other.cosines;
      rows += other.rows;
      bits += other.bits;
      tensors += other.tensors;
    }
  }

  /// The sums of one sample, in the order of its run.
  private static final class Observer implements ValueObserver {
    private final LayerValues values;
    private final Map<String, Mean> means = new TreeMap<>();
    private final Map<Value, Tensor> kept = new HashMap<>();

    Observer(LayerValues values) {
      this.values = values;
    }

    @Override
    public void observe(Program scope, Node node, Value value, Tensor tensor) {
      see(scope, value, () -> tensor);
    }

    @Override
    public void argument(Program scope, Parameter parameter, Supplier<Tensor> tensor) {
      see(scope, parameter.value(), tensor);
    }

    private void see(Program scope, Value value, Supplier<Tensor> tensor) {
      Set<String> done = new HashSet<>();
      for (LayerValues.Layer layer : values.in(scope)) {
        Mean mean = means.computeIfAbsent(layer.name(), _ -> new Mean());
        if (layer.input().equals(value) && done.add(layer.name())) {
          mean.bits += bits(tensor.get().floats());
          mean.tensors++;
        }
        Optional<LayerValues.Span> span = layer.span();
        if (span.isPresent() && span.get().in().equals(value)) {
          kept.put(value, tensor.get());
        }
        if (span.isPresent() && span.get().out().equals(value)) {
          Tensor before = kept.get(span.get().in());
          if (before != null) {
            cosines(before, tensor.get(), mean);
          }
        }
      }
    }

    private static void cosines(Tensor before, Tensor after, Mean mean) {
      float[] a = before.floats();
      float[] b = after.floats();
      int rank = before.type().shape().rank();
      int row = rank == 0 ? 1 : Math.toIntExact(before.type().shape().extents()[rank - 1]);
      for (int begin = 0; begin + row <= a.length && row > 0; begin += row) {
        double dot = 0;
        double square = 0;
        double other = 0;
        for (int i = begin; i < begin + row; i++) {
          dot += (double) a[i] * b[i];
          square += (double) a[i] * a[i];
          other += (double) b[i] * b[i];
        }
        if (square > 0 && other > 0) {
          mean.cosines += dot / Math.sqrt(square * other);
          mean.rows++;
        }
      }
    }

    private static double bits(float[] elements) {
      float least = Float.POSITIVE_INFINITY;
      float greatest = Float.NEGATIVE_INFINITY;
      for (float element : elements) {
        least = Math.min(least, element);
        greatest = Math.max(greatest, element);
      }
      if (!(greatest > least)) {
        return 0;
      }
      long[] counts = new long[BUCKETS];
      double steps = BUCKETS / ((double) greatest - least);
      for (float element : elements) {
        counts[Math.min(BUCKETS - 1, (int) ((element - (double) least) * steps))]++;
      }
      double bits = 0;
      for (long counted : counts) {
        double share = (double) counted / elements.length;
        bits -= counted == 0 ? 0 : share * Math.log(share) / Math.log(2);
      }
      return bits;
    }
  }
}
