package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.DecodeTable;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.source.CompilerBug;
import java.util.Arrays;

/// The on-chip memories of one accelerator, element by element.
///
/// Stored numbers are sign extended for res, wgt and decode, else what the bits say. Side memories
/// stand behind the main ones.
final class MemoryModel {
  /// 32-bit words of a par record: bias, multiplier, shift and one reserved.
  private static final int RECORD_WORDS = Memory.RECORD_BITS / Integer.SIZE;

  /// Of GAIN, a gain or a half of a bias.
  private static final int GAIN_PART_BITS = 16;

  private static final int GAIN_PARTS = Memory.GAIN_BITS / GAIN_PART_BITS;

  /// Bits of the code below the number in an entry of EXP.
  private static final int EXP_CODE_BITS = 8;

  private final AcceleratorConfig config;
  private final WeightModel weights;
  private final int[] act;
  private final int[] res;
  private final int[] par;
  private final int[] table;
  private final int[] decode;
  private final int[] exp;
  private final int[] gain;
  private final int[] index;
  private final int[] factorMultipliers;
  private final int[] factorShifts;

  MemoryModel(AcceleratorConfig config) {
    this.config = config;
    this.weights = new WeightModel(config);
    this.act = elements(Memory.ACT, config);
    this.res = elements(Memory.RES, config);
    this.par = elements(Memory.PAR, config);
    this.table = elements(Memory.TABLE, config);
    this.decode = elements(Memory.DECODE, config);
    this.exp = elements(Memory.EXP, config);
    this.gain = elements(Memory.GAIN, config);
    this.index = elements(Memory.INDEX, config);
    this.factorMultipliers = new int[Memory.FACTOR.depth(config)];
    this.factorShifts = new int[Memory.FACTOR.depth(config)];
  }

  private static int[] elements(Memory memory, AcceleratorConfig config) {
    int words = memory.depth(config) + memory.sideDepth(config);
    return new int[words * (memory.wordBits(config) / elementBits(memory, config))];
  }

  /// Writes `words` words from the in stream; returns the bytes consumed.
  int load(Memory memory, int base, int words, byte[] stream, int offset) {
    int wordBytes = WordBits.bytesPerWord(memory, config);
    int bits = elementBits(memory, config);
    int elements = memory.wordBits(config) / bits;
    for (int w = 0; w < words; w++) {
      for (int e = 0; e < elements; e++) {
        write(memory, base + w, e, WordBits.get(stream, offset + w * wordBytes, e, bits));
      }
    }
    return words * wordBytes;
  }

  /// Returns the bytes of rows of `words` words of act or res as they go to the out stream.
  byte[] store(Memory memory, Command.RowSpan rows, int words) {
    int wordBytes = WordBits.bytesPerWord(memory, config);
    byte[] bytes = new byte[rows.rows() * words * wordBytes];
    for (int w = 0; w < rows.rows() * words; w++) {
      int word = rows.base() + w / words * rows.stride() + w % words;
      for (int e = 0; e < config.wordElements(); e++) {
        int value = cells(memory)[cell(memory, word, e)];
        WordBits.put(bytes, w * wordBytes, e, elementBits(memory, config), value);
      }
    }
    return bytes;
  }

  /// Writes an element of any memory but FACTOR, cut to its bits.
  void write(Memory memory, int word, int position, int value) {
    if (memory == Memory.WGT) {
      weights.write(word, position / config.lanes(), position % config.lanes(), value);
      return;
    }
    boolean signed = memory == Memory.RES || memory == Memory.DECODE;
    cells(memory)[cell(memory, word, position)] =
        WordBits.extend(value, elementBits(memory, config), signed);
  }

  void writeFactor(int word, int multiplier, int shift) {
    factorMultipliers[word] = multiplier;
    factorShifts[word] = shift;
  }

  WeightModel weights() {
    return weights;
  }

  /// Returns the codes of one of R rows in consecutive words of act, not extended.
  ///
  /// @param row 0 to R - 1
  byte[] codes(int word, int words, int row) {
    int lanes = config.lanes();
    byte[] codes = new byte[words * lanes];
    for (int w = 0; w < words; w++) {
      int first = cell(Memory.ACT, word + w, row * lanes);
      for (int lane = 0; lane < lanes; lane++) {
        codes[w * lanes + lane] = (byte) act[first + lane];
      }
    }
    return codes;
  }

  /// Adds the products of two words of numbers and packed weights of a tile.
  ///
  /// @param numbers those of the words one behind the other, from `first` on
  /// @param word word of wgt
  /// @param indexWord word of the index memory
  /// @param sums sums of the columns, those of the tile from `to` on
  void addPacked(int[] numbers, int first, int word, int indexWord, int[] sums, int to) {
    int lanes = config.lanes();
    int cells = lanes / Command.Gemm.PACK_WORDS;
    for (int col = 0; col < config.cols(); col++) {
      for (int lane = 0; lane < lanes; lane++) {
        int place = index[cell(Memory.INDEX, indexWord, col * lanes + lane)];
        int number = numbers[first + lane / cells * lanes + place];
        sums[to + col] += number * weights.at(word, col, lane);
      }
    }
  }

  /// Returns an element of act, extended as asked.
  int act(int word, int position, boolean signed) {
    return WordBits.extend(act[cell(Memory.ACT, word, position)], config.actBits(), signed);
  }

  int res(int word, int position) {
    return res[cell(Memory.RES, word, position)];
  }

  /// Returns the elements of a row that begins with a word of res; of a row engine.
  int[] resRow(int word, int count) {
    int first = cell(Memory.RES, word, 0);
    return Arrays.copyOfRange(res, first, first + count);
  }

  int bias(int word, int record) {
    return par[cell(Memory.PAR, word, record * RECORD_WORDS)];
  }

  int multiplier(int word, int record) {
    return par[cell(Memory.PAR, word, record * RECORD_WORDS + 1)];
  }

  int shift(int word, int record) {
    return par[cell(Memory.PAR, word, record * RECORD_WORDS + 2)] & 0xff;
  }

  int factorMultiplier(int word) {
    return factorMultipliers[word];
  }

  int factorShift(int word) {
    return factorShifts[word];
  }

  int table(int id, int index) {
    return table[cell(Memory.TABLE, id * Memory.TABLE_WORDS, index)];
  }

  /// Returns an element of the decode table, see [DecodeTable].
  int decode(int position) {
    return decode[position];
  }

  /// Returns the number of the softmax unit for a distance.
  int expNumber(int distance) {
    return exp[distance] >>> EXP_CODE_BITS;
  }

  /// Returns the code of the softmax unit for a distance.
  int expCode(int distance) {
    return exp[distance] & (1 << EXP_CODE_BITS) - 1;
  }

  /// Returns G of an element of a row whose parameters begin with a word of GAIN.
  int gain(int word, int element) {
    return (short) gain[gainCell(word, element)];
  }

  /// Returns B of an element of a row whose parameters begin with a word of GAIN.
  int gainBias(int word, int element) {
    int cell = gainCell(word, element);
    return gain[cell + 1] | gain[cell + 2] << GAIN_PART_BITS;
  }

  private int gainCell(int word, int element) {
    return cell(Memory.GAIN, word, element * GAIN_PARTS);
  }

  private int cell(Memory memory, int word, int position) {
    int elements = memory.wordBits(config) / elementBits(memory, config);
    boolean side = memory.sideDepth(config) > 0 && word >= Memory.SIDE_BASE;
    int row = side ? word - Memory.SIDE_BASE + memory.depth(config) : word;
    return row * elements + position;
  }

  private static int elementBits(Memory memory, AcceleratorConfig config) {
    return switch (memory) {
      case ACT -> config.actBits();
      case RES -> Short.SIZE;
      case WGT -> config.wgtBits();
      case PAR -> Integer.SIZE;
      case TABLE -> Byte.SIZE;
      case DECODE -> DecodeTable.RECORD_BITS;
      case EXP -> Memory.EXP_BITS;
      case GAIN -> GAIN_PART_BITS;
      case FACTOR -> Memory.FACTOR_BITS;
      case INDEX -> Memory.INDEX_BITS;
    };
  }

  private int[] cells(Memory memory) {
    return switch (memory) {
      case ACT -> act;
      case RES -> res;
      case PAR -> par;
      case TABLE -> table;
      case DECODE -> decode;
      case EXP -> exp;
      case GAIN -> gain;
      case INDEX -> index;
      case WGT, FACTOR -> throw new CompilerBug(memory + " has no elements here");
    };
  }
}
