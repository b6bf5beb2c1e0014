package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.bind.Channels;
import dev.halfbyte.backend.verilog.bind.LookupTable;
import dev.halfbyte.backend.verilog.bind.NormForm;
import dev.halfbyte.backend.verilog.bind.Requantization;
import dev.halfbyte.backend.verilog.bind.Scaling;
import dev.halfbyte.backend.verilog.bind.SoftmaxTable;
import dev.halfbyte.backend.verilog.bind.Weights;
import dev.halfbyte.backend.verilog.cmd.WordBits;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Decoding;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.rtl.RowTiming;

/// The words of wgt, par and table as they cross the in stream.
///
/// @param config the configuration whose words these are
record ConstantWords(AcceleratorConfig config) {
  /// 32-bit words of a record: bias, multiplier, shift and one reserved.
  private static final int RECORD_WORDS = Memory.RECORD_BITS / Integer.SIZE;

  /// Returns tiles `first` to `first + count - 1`, of each the lowest bits of the weights first.
  ///
  /// @param planes how often the bits of a stored weight are needed
  byte[] weights(
      Weights weights, TileColumns tiles, SourceWords source, int planes, int first, int count) {
    int wordBytes = WordBits.bytesPerWord(Memory.WGT, config);
    byte[] bytes = new byte[count * planes * source.words() * wordBytes];
    int lanes = config.lanes();
    int bits = config.wgtBits();
    for (int tile = 0; tile < count; tile++) {
      for (int k = 0; k < source.words(); k++) {
        for (int e = 0; e < config.cols() * lanes; e++) {
          int col = tiles.column((first + tile) * config.cols() + e / lanes);
          int row = source.column(k, e % lanes);
          for (int plane = 0; plane < planes && col >= 0 && row >= 0; plane++) {
            int word = ((tile * planes + plane) * source.words() + k) * wordBytes;
            WordBits.put(bytes, word, e, bits, weights.at(row, col) >> bits * plane);
          }
        }
      }
    }
    return bytes;
  }

  /// Returns packed weights of tiles `first` to `first + count - 1`, or which code each of them is
  /// for, see [Command.Gemm.Tiles].
  ///
  /// @param memory [Memory#WGT] for the weights, [Memory#INDEX] for the lanes of their codes
  byte[] packed(
      Memory memory, Weights weights, TileColumns tiles, SourceWords source, int first, int count) {
    int wordBytes = WordBits.bytesPerWord(memory, config);
    int steps = RowTiming.foldedPassCycles(Command.Gemm.PACK_WORDS, source.words());
    byte[] bytes = new byte[count * steps * wordBytes];
    for (int i = 0; i < count * steps * config.cols(); i++) {
      int step = i / config.cols() % steps;
      int place = i % config.cols();
      int col = tiles.column((first + i / config.cols() / steps) * config.cols() + place);
      for (int part = 0; part < Command.Gemm.PACK_WORDS && col >= 0; part++) {
        int word = step * Command.Gemm.PACK_WORDS + part;
        int cell = place * config.lanes() + part * config.lanes() / Command.Gemm.PACK_WORDS;
        for (int lane : source.lanes(word, weights, col)) {
          int element = memory == Memory.INDEX ? lane : weights.at(source.column(word, lane), col);
          int bits = memory == Memory.INDEX ? Memory.INDEX_BITS : config.wgtBits();
          WordBits.put(bytes, i / config.cols() * wordBytes, cell++, bits, element);
        }
      }
    }
    return bytes;
  }

  /// Returns the records of tiles `first` to `first + count - 1`; padding gives code `zero`.
  byte[] columns(Requantization requantization, TileColumns tiles, int first, int count) {
    int channels = count * config.cols();
    byte[] bytes =
        new byte[count * config.drainWords() * WordBits.bytesPerWord(Memory.PAR, config)];
    for (int channel = 0; channel < channels; channel++) {
      int col = tiles.column(first * config.cols() + channel);
      if (col >= 0) {
        record(bytes, channel, requantization, col);
      } else {
        pad(bytes, channel);
      }
    }
    return bytes;
  }

  /// Returns the 256 words of the table of a softmax: a number of 16 bits and a code.
  byte[] exponentials(SoftmaxTable table) {
    int wordBytes = WordBits.bytesPerWord(Memory.EXP, config);
    byte[] bytes = new byte[SoftmaxTable.SIZE * wordBytes];
    for (int i = 0; i < SoftmaxTable.SIZE; i++) {
      int number = table.numbers().get(i);
      bytes[i * wordBytes] = table.codes().get(i).byteValue();
      bytes[i * wordBytes + 1] = (byte) number;
      bytes[i * wordBytes + 2] = (byte) (number >> Byte.SIZE);
    }
    return bytes;
  }

  /// Returns the words of the parameters of a norm.
  byte[] gains(NormForm form, int words) {
    int wordBytes = WordBits.bytesPerWord(Memory.GAIN, config);
    byte[] bytes = new byte[words * wordBytes];
    for (int element = 0; element < form.gains().count(); element++) {
      int word = element / Memory.GAIN_ELEMENTS * wordBytes;
      int first = element % Memory.GAIN_ELEMENTS * Memory.GAIN_BITS / Byte.SIZE;
      long gain = form.gains().at(element) & 0xffff;
      long record = form.biases().at(element) << Short.SIZE | gain;
      for (int i = 0; i < Memory.GAIN_BITS / Byte.SIZE; i++) {
        bytes[word + first + i] = (byte) (record >> Byte.SIZE * i);
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
