package dev.halfbyte.bench.cpu;

import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.KernelTensors;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.source.SourceFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// A kernel of the language that takes floats of one shape and gives floats of that shape; random
/// data of a fixed seed.
///
/// @param inputs names of the inputs
/// @param rows of each tensor
/// @param columns of each tensor
record FloatKernel(String text, List<String> inputs, int rows, int columns) {
  /// The kernel under a block of the text, ranges from its own data.
  SealedProgram sealed(String numerics) {
    SourceFile source = SourceFile.of("bench.hb", text);
    KernelTensors tensors =
        new KernelTensors(new TreeMap<>(), calibration(numerics), new TreeMap<>());
    return Compilation.of(source, Optional.empty(), numerics, tensors, Map.of()).seal().sealed();
  }

  private SortedMap<String, Tensor> calibration(String numerics) {
    SortedMap<String, Tensor> samples = new TreeMap<>();
    if (numerics.equals("integers")) {
      for (int i = 0; i < inputs.size(); i++) {
        samples.put(inputs.get(i), Tensor.ofFloats(Shape.of(rows, columns), values(i)));
      }
    }
    return samples;
  }

  /// Numbers of input `number`, row by row: normal, of deviation 1.
  float[] values(int number) {
    Random random = new Random(11 + number);
    float[] values = new float[Math.multiplyExact(rows, columns)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /// What it is called with.
  NativeCode.Data data() {
    List<byte[]> bytes =
        IntStream.range(0, inputs.size())
            .mapToObj(number -> NativeCode.Data.bytes(values(number)))
            .toList();
    return new NativeCode.Data(
        List.of((long) rows, (long) columns), bytes, List.of((long) Float.BYTES * rows * columns));
  }
}
