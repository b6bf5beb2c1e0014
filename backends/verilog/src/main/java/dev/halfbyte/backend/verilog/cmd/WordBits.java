package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Memory;

/// Elements within memory words as they cross the streams: each word is padded to whole 64-bit
/// beats, least significant first, so byte n of a word holds its bits 8n..8n+7.
public final class WordBits {
  private WordBits() {}

  /// Returns the bytes that one word of `memory` takes on a stream.
  public static int bytesPerWord(Memory memory, AcceleratorConfig config) {
    return memory.beatsPerWord(config) * Long.BYTES;
  }

  /// Stores the low `bits` bits of `value` as element `position` of the word at byte `word`.
  ///
  /// The element's bits must be zero before; `bits` is 2, 4, 8, 16 or 32.
  public static void put(byte[] bytes, int word, int position, int bits, int value) {
    int bit = position * bits;
    if (bits < Byte.SIZE) {
      int index = word + bit / Byte.SIZE;
      int mask = (1 << bits) - 1;
      int place = bit % Byte.SIZE;
      bytes[index] = (byte) (bytes[index] & ~(mask << place) | (value & mask) << place);
      return;
    }
    for (int i = 0; i < bits / Byte.SIZE; i++) {
      bytes[word + bit / Byte.SIZE + i] = (byte) (value >> (Byte.SIZE * i));
    }
  }

  /// Returns element `position` of the word at byte `word`, zero extended from `bits` bits.
  public static int get(byte[] bytes, int word, int position, int bits) {
    int bit = position * bits;
    if (bits < Byte.SIZE) {
      return bytes[word + bit / Byte.SIZE] >> (bit % Byte.SIZE) & ((1 << bits) - 1);
    }
    int value = 0;
    for (int i = 0; i < bits / Byte.SIZE; i++) {
      value |= (bytes[word + bit / Byte.SIZE + i] & 0xff) << (Byte.SIZE * i);
    }
    return value;
  }

  /// Returns `value` with its low `bits` bits sign or zero extended.
  public static int extend(int value, int bits, boolean signed) {
    int unused = Integer.SIZE - bits;
    return signed ? value << unused >> unused : value << unused >>> unused;
  }
}
