package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Memory;
import java.util.Arrays;
import java.util.stream.IntStream;

/// One softmax command on modelled memories, by section 10 of `compiler/docs/numerics.md`.
///
/// @param config the accelerator
/// @param memory all of its memories
/// @param softmax the command
record SoftmaxModel(AcceleratorConfig config, MemoryModel memory, Command.Softmax softmax) {
  private static final int FARTHEST = Memory.EXP_WORDS - 1;

  void run() {
    for (int row = 0; row < softmax.source().rows(); row++) {
      int[] distances = distances(row);
      if (softmax.late().isPresent()) {
        writeFactor(row, softmax.late().get(), distances);
      } else {
        moveByLogarithm(distances);
      }
      write(row, distances);
    }
  }

  /// Returns the distances from the maximum of the elements that take part.
  private int[] distances(int row) {
    int first = softmax.firstCount().orElse(softmax.count());
    int count = Math.min(softmax.count(), first + row);
    int base = softmax.source().base() + row * softmax.source().stride();
    int[] logits = memory.resRow(base, count);
    int max = Arrays.stream(logits).max().orElse(0);
    return Arrays.stream(logits).map(logit -> Math.min(max - logit, FARTHEST)).toArray();
  }

  private void writeFactor(int row, Command.Softmax.Late late, int[] distances) {
    long sum = Math.max(1, Arrays.stream(distances).mapToLong(memory::expNumber).sum());
    int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(sum);
    long normal = sum << Long.numberOfLeadingZeros(sum) >>> Integer.SIZE;
    long reciprocal = ((1L << 47) - 1) / normal;
    int multiplier = (int) (reciprocal * late.multiplier() >> late.shift());
    memory.writeFactor(late.base() + row, multiplier, exponent + late.offset());
  }

  private static void moveByLogarithm(int[] distances) {
    int logarithm = Octaves.logarithm(Arrays.stream(distances).mapToLong(Octaves::power).sum());
    Arrays.setAll(distances, i -> Math.min(distances[i] + logarithm, FARTHEST));
  }

  private void write(int row, int[] distances) {
    int lanes = config.lanes();
    int base = softmax.output().base() + row * softmax.output().stride();
    IntStream.range(0, softmax.words() * lanes)
        .forEach(i -> {
          int code = i < distances.length ? memory.expCode(distances[i]) : softmax.zero();
          memory.write(Memory.ACT, base + i / lanes, i % lanes, code);
        });
  }
}
