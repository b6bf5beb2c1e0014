package dev.halfbyte.backend.llvm.run;

import dev.halfbyte.backend.llvm.abi.KernelSymbols;
import dev.halfbyte.source.CompilerBug;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A position independent 64-bit ELF library as it stands in memory, for a host that has no loader.
final class MemoryImage {
  private static final int PAGE = 4096;
  private static final int LOAD_SEGMENT = 1;
  private static final int RELOCATIONS_WITH_ADDEND = 4;
  private static final int RELOCATIONS = 9;
  private static final int DYNAMIC_SYMBOLS = 11;
  private static final int SYMBOL_BYTES = 24;

  private final List<Segment> segments;
  private final Map<String, Long> symbols;
  private final byte[] memory;

  private MemoryImage(List<Segment> segments, Map<String, Long> symbols, byte[] memory) {
    this.segments = segments;
    this.symbols = symbols;
    this.memory = memory;
  }

  /// Whole pages.
  ///
  /// @param protection bits of `mprotect`: 1 read, 2 write, 4 execute
  private record Segment(long offset, long bytes, int protection) {}

  /// Lays out `library`, which must need no relocation.
  static MemoryImage of(byte[] library) {
    ByteBuffer elf = ByteBuffer.wrap(library).order(ByteOrder.LITTLE_ENDIAN);
    List<ByteBuffer> headers =
        table(elf, elf.getLong(0x20), elf.getShort(0x36), elf.getShort(0x38)).stream()
            .filter(header -> header.getInt(0) == LOAD_SEGMENT)
            .toList();
    List<ByteBuffer> sections =
        table(elf, elf.getLong(0x28), elf.getShort(0x3a), elf.getShort(0x3c));
    requireNoRelocation(sections);
    List<Segment> segments = headers.stream().map(MemoryImage::segment).toList();
    Segment last = segments.getLast();
    byte[] memory = new byte[Math.toIntExact(last.offset() + last.bytes())];
    for (ByteBuffer header : headers) {
      int address = Math.toIntExact(header.getLong(16));
      elf.get(Math.toIntExact(header.getLong(8)), memory, address, (int) header.getLong(32));
    }
    return new MemoryImage(segments, symbols(elf, sections), memory);
  }

  private static List<ByteBuffer> table(ByteBuffer elf, long offset, int size, int count) {
    List<ByteBuffer> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int at = Math.toIntExact(offset) + i * size;
      entries.add(elf.slice(at, size).order(ByteOrder.LITTLE_ENDIAN));
    }
    return entries;
  }

  private static Segment segment(ByteBuffer header) {
    long begin = Math.floorDiv(header.getLong(16), PAGE) * PAGE;
    long end = Math.ceilDiv(header.getLong(16) + header.getLong(40), PAGE) * PAGE;
    int flags = header.getInt(4);
    int protection = (flags & 4) >> 2 | flags & 2 | (flags & 1) << 2;
    return new Segment(begin, end - begin, protection);
  }

  private static void requireNoRelocation(List<ByteBuffer> sections) {
    for (ByteBuffer section : sections) {
      int type = section.getInt(4);
      if ((type == RELOCATIONS_WITH_ADDEND || type == RELOCATIONS) && section.getLong(32) > 0) {
        throw new CompilerBug("a generated library holds relocations");
      }
    }
  }

  private static Map<String, Long> symbols(ByteBuffer elf, List<ByteBuffer> sections) {
    Map<String, Long> symbols = new TreeMap<>();
    for (ByteBuffer section : sections) {
      if (section.getInt(4) == DYNAMIC_SYMBOLS) {
        int count = Math.toIntExact(section.getLong(32) / SYMBOL_BYTES);
        long names = sections.get(section.getInt(40)).getLong(24);
        for (ByteBuffer symbol : table(elf, section.getLong(24), SYMBOL_BYTES, count)) {
          symbols.put(text(elf, names + symbol.getInt(0)), symbol.getLong(8));
        }
      }
    }
    return symbols;
  }

  private static String text(ByteBuffer elf, long offset) {
    int begin = Math.toIntExact(offset);
    int end = begin;
    while (elf.get(end) != 0) {
      end++;
    }
    return StandardCharsets.UTF_8.decode(elf.slice(begin, end - begin)).toString();
  }

  /// The request that makes a host load the image; see `host_aarch64.ll`.
  byte[] loadRequest(String kernel) {
    KernelSymbols names = new KernelSymbols(kernel);
    Words request = new Words().add(1, memory.length, segments.size());
    for (String name :
        List.of(names.init(), names.variant(), names.workspaceBytes(), names.run())) {
      request.add(
          Optional.ofNullable(symbols.get(name))
              .orElseThrow(() -> new CompilerBug("library without " + name)));
    }
    for (Segment segment : segments) {
      request.add(segment.offset(), segment.bytes(), segment.protection());
    }
    return request.add(memory).toArray();
  }
}
