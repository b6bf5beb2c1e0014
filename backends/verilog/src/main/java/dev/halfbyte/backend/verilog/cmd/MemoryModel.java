package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.DecodeTable;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.source.CompilerBug;

/// The on-chip memories of one accelerator, element by element.
///
/// Stored numbers are what the bits say without sign extension for act and table, sign extended for
/// res and wgt.
final class MemoryModel {
  /// 32-bit words of a par record: bias, multiplier, shift and one reserved.
  private static final int RECORD_WORDS = Memory.RECORD_BITS / Integer.SIZE;

  /// Of GAIN, a gain or a third of a record.
  private static final int GAIN_ELEMENT_BITS = 16;

  private final AcceleratorConfig config;
  private final int[] act;
  private final int[] res;
  private final int[] wgt;
  private final int[] par;
  private final int[] table;
  private final int[] decode;

  MemoryModel(AcceleratorConfig config) {
    this.config = config;
    this.act = new int[config.actDepth() * elements(Memory.ACT)];
    this.res = new int[config.resDepth() * elements(Memory.RES)];
    this.wgt = new int[config.wgtDepth() * elements(Memory.WGT)];
    this.par = new int[config.parDepth() * elements(Memory.PAR)];
    this.decode = new int[Memory.DECODE.depth(config) * elements(Memory.DECODE)];
    this.table = new int[Memory.TABLE.depth(config) * elements(Memory.TABLE)];
  }

  /// Writes `words` words from the in stream; returns the bytes consumed.
  int load(Memory memory, int base, int words, byte[] stream, int offset) {
    int wordBytes = WordBits.bytesPerWord(memory, config);
    int elements = elements(memory);
    int bits = elementBits(memory);
    boolean signed = memory == Memory.RES || memory == Memory.WGT || memory == Memory.DECODE;
    int[] cells = cells(memory);
    for (int w = 0; w < words; w++) {
      for (int e = 0; e < elements; e++) {
        int raw = WordBits.get(stream, offset + w * wordBytes, e, bits);
        cells[(base + w) * elements + e] = WordBits.extend(raw, bits, signed);
      }
    }
    return words * wordBytes;
  }

  /// Returns the bytes of `words` words of act or res as they go to the out stream.
  byte[] store(Memory memory, int base, int words) {
    int wordBytes = WordBits.bytesPerWord(memory, config);
    int elements = elements(memory);
    byte[] bytes = new byte[words * wordBytes];
    for (int w = 0; w < words; w++) {
      for (int e = 0; e < elements; e++) {
        int value = cells(memory)[(base + w) * elements + e];
        WordBits.put(bytes, w * wordBytes, e, elementBits(memory), value);
      }
    }
    return bytes;
  }

  /// Returns an element of act, extended as asked.
  int act(int word, int position, boolean signed) {
    int raw = act[word * elements(Memory.ACT) + position];
    return WordBits.extend(raw, config.actBits(), signed);
  }

  int res(int word, int position) {
    return res[word * elements(Memory.RES) + position];
  }

  int wgt(int word, int position) {
    return wgt[word * elements(Memory.WGT) + position];
  }

  int bias(int word, int record) {
    return par[word * elements(Memory.PAR) + record * RECORD_WORDS];
  }

  int multiplier(int word, int record) {
    return par[word * elements(Memory.PAR) + record * RECORD_WORDS + 1];
  }

  int shift(int word, int record) {
    return par[word * elements(Memory.PAR) + record * RECORD_WORDS + 2] & 0xff;
  }

  int table(int id, int index) {
    return table[id * Memory.TABLE_WORDS * elements(Memory.TABLE) + index];
  }

  /// Returns an element of the decode table, see [DecodeTable].
  int decode(int position) {
    return decode[position];
  }

  /// Writes an element of act or res, cut to the bits of the memory.
  void write(Memory memory, int word, int position, int value) {
    int cell = word * elements(memory) + position;
    cells(memory)[cell] = WordBits.extend(value, elementBits(memory), memory == Memory.RES);
  }

  private int elements(Memory memory) {
    return memory.wordBits(config) / elementBits(memory);
  }

  private int elementBits(Memory memory) {
    return switch (memory) {
      case ACT -> config.actBits();
      case RES -> Short.SIZE;
      case WGT -> config.wgtBits();
      case PAR -> Integer.SIZE;
      case TABLE -> Byte.SIZE;
      case DECODE -> DecodeTable.RECORD_BITS;
      case EXP -> Memory.EXP_BITS;
      case GAIN -> GAIN_ELEMENT_BITS;
      case FACTOR -> Memory.FACTOR_BITS;
    };
  }

  private int[] cells(Memory memory) {
    return switch (memory) {
      case ACT -> act;
      case RES -> res;
      case WGT -> wgt;
      case PAR -> par;
      case TABLE -> table;
      case DECODE -> decode;
      case EXP, GAIN, FACTOR -> throw new CompilerBug("no model of " + memory);
    };
  }
}
