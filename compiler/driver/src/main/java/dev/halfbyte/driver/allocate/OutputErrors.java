package dev.halfbyte.driver.allocate;

import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.bind.Samples;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.backend.ProgramLoader;
import dev.halfbyte.quant.calibrate.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// How far the float outputs of a kernel move when its weights do: the mean over samples of the sum
/// of squared differences.
///
/// Samples run side by side, each is loaded, run and dropped; sums are made in their order, so
/// threads change no bit. Of each sample the outputs are kept to compare with.
final class OutputErrors {
  private final Compilation compilation;
  private final ProgramLoader loader;
  private final Samples samples;
  private final List<Integer> drawn;
  private final int threads;
  private final List<SortedMap<String, Tensor>> wanted;

  /// @param drawn numbers of the samples to run
  OutputErrors(
      Compilation compilation,
      ProgramLoader loader,
      Samples samples,
      List<Integer> drawn,
      int threads) {
    this.compilation = compilation;
    this.loader = loader;
    this.samples = samples;
    this.drawn = List.copyOf(drawn);
    this.threads = threads;
    wanted = outputs(compilation.sealFloats());
  }

  int samples() {
    return drawn.size();
  }

  /// The mean over samples of the sum of squared outputs in floats.
  double signal() {
    double sum = 0;
    for (SortedMap<String, Tensor> outputs : wanted) {
      for (Tensor tensor : outputs.values()) {
        for (float value : tensor.floats()) {
          sum += (double) value * value;
        }
      }
    }
    return sum / drawn.size();
  }

  /// The error of a program of the same outputs.
  ///
  /// @param what tells of the program in diagnostics
  /// @throws dev.halfbyte.source.DiagnosticException where an output is no finite number
  double of(Program program, String what) {
    List<SortedMap<String, Tensor>> found = outputs(compilation.sealFloats(program));
    double sum = 0;
    for (int i = 0; i < drawn.size(); i++) {
      for (Map.Entry<String, Tensor> output : wanted.get(i).entrySet()) {
        sum += error(output.getValue(), Objects.requireNonNull(found.get(i).get(output.getKey())));
      }
      if (!Double.isFinite(sum)) {
        throw AllocateCode.NOT_FINITE.fault(
            "%s: an output of sample %d is no finite number".formatted(what, drawn.get(i)),
            "leave the least width out of --widths; samples must give finite outputs in floats");
      }
    }
    return sum / drawn.size();
  }

  private static double error(Tensor wanted, Tensor found) {
    float[] a = wanted.floats();
    float[] b = found.floats();
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = (double) a[i] - b[i];
      sum += difference * difference;
    }
    return sum;
  }

  private List<SortedMap<String, Tensor>> outputs(SealedProgram sealed) {
    List<Callable<SortedMap<String, Tensor>>> runs = new ArrayList<>();
    try (ProgramLoader.Loaded loaded = loader.load(sealed);
        ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      for (int sample : drawn) {
        runs.add(() -> run(sealed.program(), loaded, sample));
      }
      return Tasks.all(executor, runs);
    }
  }

  private SortedMap<String, Tensor> run(Program program, ProgramLoader.Loaded loaded, int sample) {
    Arguments inputs = Arguments.of(program, samples.sample(sample), compilation.openDims());
    SortedMap<String, Tensor> floats = new TreeMap<>();
    loaded
        .run(inputs)
        .forEach((name, tensor) -> {
          if (tensor.type().elem().equals(ElemType.F32)) {
            floats.put(name, tensor);
          }
        });
    return floats;
  }
}
