package dev.halfbyte.rtl;

import java.util.Arrays;
import java.util.List;

/// The AXI4-Lite address space of `hb_accel`, byte addresses, 32-bit accesses.
public final class RegisterMap {
  /// First byte of the command window: word w of command n is at `COMMAND_WINDOW + 64 * n + 4 * w`.
  ///
  /// The window is write only, takes whole words only, and belongs to the host while not busy.
  public static final int COMMAND_WINDOW = 0x8000;

  /// Width of the AXI4-Lite addresses.
  public static final int ADDRESS_BITS = 20;

  /// CTRL bit: start the program; ignored while busy. Clears counters, done and error.
  public static final int CTRL_START = 1;

  /// CTRL bit: clear counters, done and error.
  public static final int CTRL_CLEAR = 2;

  /// STATUS bit: a program runs.
  public static final int STATUS_BUSY = 1;

  /// STATUS bit: the last program ended; also on irq_o.
  public static final int STATUS_DONE = 2;

  /// STATUS bit: the last program ended at an unknown opcode, ran past the command RAM, or had an
  /// error response of the DRAM.
  public static final int STATUS_ERROR = 4;

  /// Value of [Register#ID]: the letters HB and the version of the register map.
  public static final int ID_VALUE = 0x4842_0001;

  /// Pages of the DRAM, of which a program's words begin at one: bursts do not cross them.
  public static final int DRAM_PAGE_BYTES = 4096;

  private RegisterMap() {}

  /// Returns the 64-bit counters in address order.
  public static List<Register> counters() {
    return Arrays.stream(Register.values()).filter(register -> register.width() == 64).toList();
  }

  /// A register and its address; 64-bit counters are read low word first, at rest.
  public enum Register {
    CTRL(0x0000, 32),
    STATUS(0x0004, 32),
    ID(0x0008, 32),
    /// ROWS [7:0], COLS [15:8], LANES [21:16], ENGINES - 1 [23:22], ACT_BITS [27:24], WGT_BITS
    /// [31:28].
    SHAPE(0x000c, 32),
    /// Cycles from the one after start to the one in which END was issued, both included.
    CYCLES(0x0010, 64),
    LOAD_BUSY(0x0018, 64),
    MAC_BUSY(0x0020, 64),
    EW_BUSY(0x0028, 64),
    STORE_BUSY(0x0030, 64),
    /// Cycles with tready high and tvalid low on the in stream.
    IN_STARVED(0x0038, 64),
    /// Cycles with tvalid high and tready low on the out stream.
    OUT_BLOCKED(0x0040, 64),
    /// Cycles in which a command was ready to issue but had to wait.
    SEQ_WAIT(0x0048, 64),
    /// Multiply-accumulates of the array, padding included; of a row engine those that it issued.
    MACS(0x0050, 64),
    /// Multiply-accumulates that a row engine left out as their code is zero.
    SKIPPED(0x0058, 64),
    SOFTMAX_BUSY(0x0060, 64),
    NORM_BUSY(0x0068, 64),
    /// Cycles in which one product was drained under the next one.
    DRAIN_BUSY(0x0070, 64),
    /// Cycles in which a LOAD could take a beat of the DRAM that had not come.
    DRAM_STARVED(0x0078, 64),
    /// Cycles in which a STORE had a beat that the DRAM could not take.
    DRAM_BLOCKED(0x0080, 64),
    /// Byte address of the DRAM that beat 0 of every command is at: a multiple of
    /// [#DRAM_PAGE_BYTES], whose lower bits read 0. Readable and writable; 0 behind a reset, and
    /// kept by the runs. Belongs to the host while not busy. Without a DRAM it is no register.
    DRAM_BASE(0x0100, 32);

    private final int address;
    private final int width;

    Register(int address, int width) {
      this.address = address;
      this.width = width;
    }

    /// Returns the byte address (of the low word).
    public int address() {
      return address;
    }

    /// Returns the width in bits, 32 or 64.
    public int width() {
      return width;
    }
  }
}
