package dev.halfbyte.bench.cpu;

import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import java.util.ArrayList;
import java.util.List;

/// What a core can do at the most: a loop of nothing but one kind of work, as LLVM IR.
///
/// Its function is `void(i64 rounds, ptr memory)`.
///
/// @param unit of the work
/// @param work units that a round does
/// @param bytes of memory that the function reads and writes, at 64
/// @param declarations of intrinsics
/// @param body of the function
/// @param variant whose features it needs
record Ceiling(
    String name,
    String unit,
    long work,
    long bytes,
    String declarations,
    String body,
    IsaVariant variant) {
  private static final int TILE_BYTES = 1024;
  private static final int TILE_SUMS = 4;
  private static final int TILE_UNROLL = 16;

  private static final int VECTOR_BYTES = 64;
  private static final int CHAINS = 20;
  private static final int UNROLL = 4;

  private Ceiling(
      String name, String unit, long work, long bytes, String declarations, String body) {
    this(name, unit, work, bytes, declarations, body, IsaVariant.AVX512_VNNI);
  }

  /// Products u8 x s8 of `tdpbusd` on whole tile registers.
  static Ceiling tiles() {
    int factors = 4;
    StringBuilder text = new StringBuilder();
    text.append("  store <64 x i8> <i8 1");
    for (int at = 1; at < VECTOR_BYTES; at++) {
      int value = at >= 48 && at < 56 ? 16 : at >= 16 && at < 32 && at % 2 == 0 ? 64 : 0;
      text.append(", i8 ").append(value);
    }
    text.append(">, ptr %memory, align 64\n  call void @llvm.x86.ldtilecfg(ptr %memory)\n");
    for (int tile = 0; tile < factors; tile++) {
      text.append(place("f", tile, tile));
      text.append(
          "  call void @llvm.x86.tileloadd64(i8 %d, ptr %%f%d, i64 64)\n"
              .formatted(TILE_SUMS + tile, tile));
    }
    text.append("  br label %loop\nloop:\n  %n = phi i64 [ 0, %entry ], [ %next, %loop ]\n");
    for (int i = 0; i < TILE_UNROLL; i++) {
      text.append(
          "  call void @llvm.x86.tdpbusd(i8 %d, i8 %d, i8 %d)\n"
              .formatted(i % TILE_SUMS, TILE_SUMS + i / 2 % 2, TILE_SUMS + 2 + i % 2));
    }
    text.append(back("%next", "%rounds", "%n", 1, "loop", "exit")).append("exit:\n");
    for (int tile = 0; tile < TILE_SUMS; tile++) {
      text.append(place("s", tile, factors + tile));
      text.append(
          "  call void @llvm.x86.tilestored64(i8 %d, ptr %%s%d, i64 64)\n".formatted(tile, tile));
    }
    text.append("  call void @llvm.x86.tilerelease()\n  ret void\n");
    return new Ceiling(
        "tdpbusd in registers",
        "MAC",
        16L * 16 * 64 * TILE_UNROLL,
        VECTOR_BYTES + (long) (factors + TILE_SUMS) * TILE_BYTES,
        """
        declare void @llvm.x86.ldtilecfg(ptr)
        declare void @llvm.x86.tilerelease()
        declare void @llvm.x86.tileloadd64(i8, ptr, i64)
        declare void @llvm.x86.tilestored64(i8, ptr, i64)
        declare void @llvm.x86.tdpbusd(i8, i8, i8)
        """,
        text.toString(),
        IsaVariant.AMX);
  }

  /// The address of a register's bytes behind the configuration.
  private static String place(String name, int number, int tile) {
    return "  %%%s%d = getelementptr i8, ptr %%memory, i64 %d\n"
        .formatted(name, number, VECTOR_BYTES + tile * TILE_BYTES);
  }

  /// Products u8 x s8 of `vpdpbusd` on 512 bits, in registers.
  static Ceiling products() {
    String type = "<16 x i32>";
    String name = "@llvm.x86.avx512.vpdpbusd.512";
    return new Ceiling(
        "vpdpbusd in registers",
        "MAC",
        64L * CHAINS * UNROLL,
        VECTOR_BYTES * (4L + CHAINS),
        "declare %1$s %2$s(%1$s, %1$s, %1$s)\n".formatted(type, name),
        chains(
            type,
            "call " + type + " " + name + "(" + type + " %s, " + type + " %s, " + type + " %s)"));
  }

  /// Fused multiply-adds of f32 on 512 bits, in registers.
  static Ceiling multiplyAdds() {
    String type = "<16 x float>";
    String name = "@llvm.fma.v16f32";
    return new Ceiling(
        "f32 fma in registers",
        "MAC",
        16L * CHAINS * UNROLL,
        VECTOR_BYTES * (4L + CHAINS),
        "declare %1$s %2$s(%1$s, %1$s, %1$s)\n".formatted(type, name),
        chains(
            type,
            "call " + type + " " + name + "(" + type + " %2$s, " + type + " %3$s, " + type
                + " %1$s)"));
  }

  /// Reads of `bytes`, a multiple of 1024, one pass a round.
  static Ceiling reads(long bytes) {
    return new Ceiling(
        "reads of " + mebibytes(bytes),
        "B",
        bytes,
        bytes + VECTOR_BYTES,
        "",
        passes(bytes, true, ""));
  }

  /// Copies of `bytes`, a multiple of 1024, one pass a round, past the caches.
  static Ceiling streamingCopies(long bytes) {
    return new Ceiling(
        "copies of " + mebibytes(bytes) + " past the caches",
        "B",
        2 * bytes,
        2 * bytes + VECTOR_BYTES,
        "",
        passes(bytes, false, ", !nontemporal !0"));
  }

  /// The function as `name`.
  String function(String symbol) {
    return "define void @%s(i64 %%rounds, ptr %%memory) #0 {\nentry:\n%s}\n"
        .formatted(symbol, body);
  }

  private static String mebibytes(long bytes) {
    return bytes / (1 << 20) + " MiB";
  }

  /// Independent chains of one instruction; operands come from memory once, so that they are no
  /// constants and no zeros.
  private static String chains(String type, String instruction) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      text.append(
          "  %%pa%d = getelementptr i8, ptr %%memory, i64 %d\n".formatted(i, VECTOR_BYTES * i));
      text.append("  %%a%d = load %s, ptr %%pa%d, align 64\n".formatted(i, type, i));
    }
    text.append("  br label %loop\nloop:\n  %n = phi i64 [ 0, %entry ], [ %next, %loop ]\n");
    List<String> sums = new ArrayList<>();
    for (int c = 0; c < CHAINS; c++) {
      text.append(
          "  %%c%d = phi %s [ %%a%d, %%entry ], [ %%s%d.%d, %%loop ]\n"
              .formatted(c, type, c % 4, c, UNROLL - 1));
      sums.add("%c" + c);
    }
    for (int u = 0; u < UNROLL; u++) {
      for (int c = 0; c < CHAINS; c++) {
        String call = instruction.formatted(sums.get(c), "%a" + c % 4, "%a" + (c + u) % 3);
        text.append("  %%s%d.%d = %s\n".formatted(c, u, call));
        sums.set(c, "%%s%d.%d".formatted(c, u));
      }
    }
    text.append(back("%next", "%rounds", "%n", 1, "loop", "exit"));
    text.append("exit:\n");
    for (int c = 0; c < CHAINS; c++) {
      text.append(
          "  %%pc%d = getelementptr i8, ptr %%memory, i64 %d\n"
              .formatted(c, VECTOR_BYTES * (4 + c)));
      text.append("  store %s %s, ptr %%pc%d, align 64\n".formatted(type, sums.get(c), c));
    }
    return text.append("  ret void\n").toString();
  }

  /// Passes over memory, sixteen vectors at a time: added up, or stored behind `bytes`.
  private static String passes(long bytes, boolean sum, String hint) {
    int together = 16;
    String type = "<16 x i32>";
    StringBuilder text = new StringBuilder("  br label %round\nround:\n");
    text.append("  %n = phi i64 [ 0, %entry ], [ %n.next, %round.end ]\n");
    text.append("  br label %loop\nloop:\n");
    text.append("  %i = phi i64 [ 0, %round ], [ %i.next, %loop ]\n");
    for (int v = 0; sum && v < together; v++) {
      text.append(
          "  %%c%d = phi %s [ zeroinitializer, %%round ], [ %%s%d, %%loop ]\n"
              .formatted(v, type, v));
    }
    for (int v = 0; v < together; v++) {
      text.append("  %%o%d = add nuw nsw i64 %%i, %d\n".formatted(v, VECTOR_BYTES * v));
      text.append("  %%p%d = getelementptr i8, ptr %%memory, i64 %%o%d\n".formatted(v, v));
      text.append("  %%v%d = load %s, ptr %%p%d, align 64\n".formatted(v, type, v));
      if (sum) {
        text.append("  %%s%d = add %s %%c%d, %%v%d\n".formatted(v, type, v, v));
      } else {
        text.append("  %%q%d = getelementptr i8, ptr %%p%d, i64 %d\n".formatted(v, v, bytes));
        text.append("  store %s %%v%d, ptr %%q%d, align 64%s\n".formatted(type, v, v, hint));
      }
    }
    text.append(
        back("%i.next", Long.toString(bytes), "%i", together * VECTOR_BYTES, "loop", "round.end"));
    text.append("round.end:\n");
    if (sum) {
      String total = "%s0";
      for (int v = 1; v < together; v++) {
        text.append("  %%t%d = xor %s %s, %%s%d\n".formatted(v, type, total, v));
        total = "%t" + v;
      }
      // A volatile store keeps the passes apart.
      text.append("  %%last = getelementptr i8, ptr %%memory, i64 %d\n".formatted(bytes));
      text.append("  store volatile %s %s, ptr %%last, align 64\n".formatted(type, total));
    }
    text.append(back("%n.next", "%rounds", "%n", 1, "round", "exit"));
    return text.append("exit:\n  ret void\n").toString();
  }

  private static String back(
      String next, String limit, String counter, long step, String head, String exit) {
    return "  %s = add nuw nsw i64 %s, %d\n  %s.more = icmp slt i64 %s, %s\n  br i1 %s.more, label %%%s, label %%%s\n"
        .formatted(next, counter, step, next, next, limit, next, head, exit);
  }
}
