package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Memory;
import java.util.stream.IntStream;

/// One norm command on modelled memories, by section 8 of `compiler/docs/numerics.md`.
///
/// @param config the accelerator
/// @param memory all of its memories
/// @param norm the command
record NormModel(AcceleratorConfig config, MemoryModel memory, Command.Norm norm) {

  void run() {
    for (int row = 0; row < norm.source().rows(); row++) {
      int[] elements =
          memory.resRow(norm.source().base() + row * norm.source().stride(), norm.count());
      write(row, normalized(elements));
    }
  }

  /// Returns z, the normalized elements in units of `2^-F`.
  private int[] normalized(int[] elements) {
    Command.Norm.Form form = norm.form();
    long count = elements.length;
    long sum = form.rms() ? 0 : IntStream.of(elements).asLongStream().sum();
    long squares = IntStream.of(elements).mapToLong(q -> (long) q * q).sum();
    long variance = Math.max(count * squares - sum * sum + form.guard(), 1);
    int index = Long.SIZE - 1 - Long.numberOfLeadingZeros(variance);
    long root = reciprocalRoot(variance, index, form.rootBits());
    int shift = form.rootBits() + (index >> 1) - form.fractionBits();
    return IntStream.of(elements)
        .map(q -> Math.clamp(shifted((count * q - sum) * root, shift), -0x8000, 0x7fff))
        .toArray();
  }

  /// Returns the largest r of `bits` bits with `r^2 m <= 2^(2 bits + 30)`.
  ///
  /// @param index index of the highest one of the variance
  private static long reciprocalRoot(long variance, int index, int bits) {
    long mantissa = variance << Long.SIZE - 2 - index >>> (index % 2 == 0 ? 32 : 31);
    long square = (1L << 2 * bits + 30) / mantissa;
    // At most 2^32, so that the root of binary64 is never rounded up to the next integer.
    return Math.min((long) Math.sqrt((double) square), (1L << bits) - 1);
  }

  private void write(int row, int[] normalized) {
    Command.Norm.Form form = norm.form();
    int lanes = config.lanes();
    int base = norm.output().base() + row * norm.output().stride();
    int words = Math.ceilDiv(normalized.length, lanes);
    for (int i = 0; i < words * lanes; i++) {
      int code = form.zero();
      if (i < normalized.length) {
        long scaled =
            (long) normalized[i] * memory.gain(norm.gainBase(), i)
                + memory.gainBias(norm.gainBase(), i);
        code = Math.clamp(form.zero() + shifted(scaled, form.shift()), form.lo(), form.hi());
      }
      memory.write(Memory.ACT, base + i / lanes, i % lanes, code);
    }
  }

  /// Returns `value / 2^shift`, rounded to the nearest integer, ties up.
  private static long shifted(long value, int shift) {
    return (value + (1L << shift - 1)) >> shift;
  }
}
