package dev.halfbyte.backend.verilog.cmd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Memory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class MemoryModelTest {
  private static final AcceleratorConfig CONFIG = AcceleratorConfig.preset("edge16").orElseThrow();

  private final MemoryModel memory = new MemoryModel(CONFIG);

  private static byte[] beats(long... beats) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * beats.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long beat : beats) {
      bytes.putLong(beat);
    }
    return bytes.array();
  }

  @Test
  void anEntryOfTheSoftmaxUnitIsANumberAboveACode() {
    assertEquals(16, memory.load(Memory.EXP, 254, 2, beats(0xfffe0c, -1), 0));
    assertEquals(0xfffe, memory.expNumber(254));
    assertEquals(0x0c, memory.expCode(254));
    assertEquals(0xffff, memory.expNumber(255));
  }

  @Test
  void aWordOfTheNormUnitHoldsTwoGainsBelowTheirBiases() {
    memory.load(Memory.GAIN, 7, 1, beats(0x7fff_8765_4321_8000L, 0xfedc_ba98L), 0);
    assertEquals(-32768, memory.gain(7, 0));
    assertEquals(0x8765_4321, memory.gainBias(7, 0));
    assertEquals(32767, memory.gain(7, 1));
    assertEquals(0xfedc_ba98, memory.gainBias(7, 1));
    assertEquals(32767, memory.gain(5, 5));
  }

  @Test
  void sideMemoriesAreApartFromTheMainOnes() {
    memory.load(Memory.RES, Memory.SIDE_BASE + 1, 1, beats(0x0004_0003_0002_ffffL), 0);
    memory.load(Memory.RES, 1, 1, beats(0x0008_0007_0006_0005L), 0);
    assertArrayEquals(new int[] {-1, 2, 3, 4}, memory.resRow(Memory.SIDE_BASE + 1, 4));
    assertArrayEquals(beats(0x0008_0007_0006_0005L), memory.store(Memory.RES, word(1), 1));
    memory.load(Memory.ACT, Memory.SIDE_BASE, 1, beats(0x4321), 0);
    assertArrayEquals(beats(0x4321), memory.store(Memory.ACT, word(Memory.SIDE_BASE), 1));
    assertArrayEquals(beats(0), memory.store(Memory.ACT, word(0), 1));
  }

  @Test
  void rowsLeaveWithoutTheWordsBetweenThem() {
    for (int word = 0; word < 7; word++) {
      memory.load(Memory.RES, 10 + word, 1, beats(word), 0);
    }
    Command.RowSpan rows = new Command.RowSpan(11, 3, 2);
    assertArrayEquals(beats(1, 2, 4, 5), memory.store(Memory.RES, rows, 2));
  }

  private static Command.RowSpan word(int base) {
    return new Command.RowSpan(base, 1, 1);
  }
}
