package dev.halfbyte.backend.llvm.toolchain;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// What a report asks of an ELF object file of 64 bits, little-endian ("System V Application Binary
/// Interface", chapters "ELF Header" and "Section Header").
public final class ElfObject {
  private static final int SECTION_TABLE = 0x28;
  private static final int SECTION_HEADER_BYTES = 0x3a;
  private static final int SECTION_COUNT = 0x3c;
  private static final int FLAGS = 8;
  private static final int SIZE = 32;

  /// `SHF_EXECINSTR`.
  private static final long EXECUTABLE = 4;

  private ElfObject() {}

  /// Bytes of the sections that hold instructions.
  public static long codeBytes(byte[] object) {
    ByteBuffer file = ByteBuffer.wrap(object).order(ByteOrder.LITTLE_ENDIAN);
    int header = Math.toIntExact(file.getLong(SECTION_TABLE));
    long bytes = 0;
    for (int i = 0; i < Short.toUnsignedInt(file.getShort(SECTION_COUNT)); i++) {
      if ((file.getLong(header + FLAGS) & EXECUTABLE) != 0) {
        bytes += file.getLong(header + SIZE);
      }
      header += Short.toUnsignedInt(file.getShort(SECTION_HEADER_BYTES));
    }
    return bytes;
  }
}
