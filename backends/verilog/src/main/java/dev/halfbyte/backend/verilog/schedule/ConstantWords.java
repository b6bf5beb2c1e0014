package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.bind.Channels;
import dev.halfbyte.backend.verilog.bind.LookupTable;
import dev.halfbyte.backend.verilog.bind.Requantization;
import dev.halfbyte.backend.verilog.bind.Scaling;
import dev.halfbyte.backend.verilog.bind.Weights;
import dev.halfbyte.backend.verilog.cmd.WordBits;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Decoding;
import dev.halfbyte.rtl.Memory;

/// The words of wgt, par and table as they cross the in stream.
///
/// @param config the configuration whose words these are
record ConstantWords(AcceleratorConfig config) {
  /// 32-bit words of a record: bias, multiplier, shift and one reserved.
  private static final int RECORD_WORDS = Memory.RECORD_BITS / Integer.SIZE;

  /// Returns column blocks `first` to `first + count - 1`, `kWords` words each.
  byte[] weights(Weights weights, int first, int count, int kWords) {
    int wordBytes = WordBits.bytesPerWord(Memory.WGT, config);
    byte[] bytes = new byte[count * kWords * wordBytes];
    int lanes = config.lanes();
    for (int block = 0; block < count; block++) {
      for (int k = 0; k < kWords; k++) {
        int word = (block * kWords + k) * wordBytes;
        for (int e = 0; e < config.cols() * lanes; e++) {
          int col = (first + block) * config.cols() + e / lanes;
          int weight = weights.at(k * lanes + e % lanes, col);
          WordBits.put(bytes, word, e, config.wgtBits(), weight);
        }
      }
    }
    return bytes;
  }

  /// Returns the records of column blocks `first` to `first + count - 1`; columns beyond the last
  /// give code `zero`.
  byte[] columns(Requantization requantization, int first, int count) {
    int channels = count * config.cols();
    byte[] bytes =
        new byte[count * config.drainWords() * WordBits.bytesPerWord(Memory.PAR, config)];
    for (int channel = 0; channel < channels; channel++) {
      int col = first * config.cols() + channel;
      if (col < requantization.bias().count()) {
        record(bytes, channel, requantization, col);
      } else {
        pad(bytes, channel);
      }
    }
    return bytes;
  }

  /// Returns one word whose record 0 holds the parameters of an elementwise task.
  byte[] scalar(Requantization requantization) {
    byte[] bytes = new byte[WordBits.bytesPerWord(Memory.PAR, config)];
    record(bytes, 0, requantization, 0);
    for (int lane = 1; lane < config.lanes(); lane++) {
      pad(bytes, lane);
    }
    return bytes;
  }

  /// Returns the 32 words of a table.
  byte[] table(LookupTable table) {
    byte[] bytes = new byte[LookupTable.SIZE];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = table.entries().get(i).byteValue();
    }
    return bytes;
  }

  /// Returns the word of the decode memory.
  byte[] decode(Decoding decoding) {
    byte[] bytes = new byte[WordBits.bytesPerWord(Memory.DECODE, config)];
    for (int bit = 0; bit < Memory.DECODE_BITS; bit++) {
      if (decoding.word().testBit(bit)) {
        bytes[bit / Byte.SIZE] |= (byte) (1 << bit % Byte.SIZE);
      }
    }
    return bytes;
  }

  private void record(byte[] bytes, int channel, Requantization requantization, int col) {
    put(bytes, channel, 0, (int) requantization.bias().at(col));
    switch (requantization.scaling()) {
      case Scaling.Columns(Channels multiplier, Channels shift) -> {
        put(bytes, channel, 1, (int) multiplier.at(col));
        put(bytes, channel, 2, (int) shift.at(col));
      }
      case Scaling.Rows _ -> put(bytes, channel, 2, 1);
    }
  }

  /// A record that gives code `zero` whatever the sum: the epilogue has no shift by 0.
  private void pad(byte[] bytes, int channel) {
    put(bytes, channel, 2, 1);
  }

  private void put(byte[] bytes, int channel, int field, int value) {
    int word = channel / config.lanes() * WordBits.bytesPerWord(Memory.PAR, config);
    int position = channel % config.lanes() * RECORD_WORDS + field;
    WordBits.put(bytes, word, position, Integer.SIZE, value);
  }
}
