package dev.halfbyte.bench.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class InnerLoopTest {
  /// A loop in a loop, then one that multiplies nothing.
  private static final String ASSEMBLY =
      """
      f.tile:                                 // @f.tile
      \t.cfi_startproc
      .LBB0_1:                                // %rows
      \tmov\tx9, x0
      .LBB0_2:                                // %depth
                                              // =>  This Inner Loop Header: Depth=2
      \tldr\tq1, [x9], #16                    // 16-byte Folded Reload
      \tsdot\tv0.4s, v1.16b, v2.4b[1]
      \tsmmla\tv3.4s, v1.16b, v2.16b
      \tsmull2\tv4.8h, v1.16b, v2.16b
      \tsmlal\tv4.8h, v1.8b, v2.8b
      \tb.lo\t.LBB0_2
      // %bb.3:
      \tb.ne\t.LBB0_1
      .LBB0_4:
      \tadd\tx9, x9, #1
      \tb.lo\t.LBB0_4
      """;

  @Test
  void findsLoopsThatMultiply() {
    List<InnerLoop> loops = InnerLoop.of(ASSEMBLY);
    assertEquals(1, loops.size());
    InnerLoop loop = loops.getFirst();
    assertEquals("f.tile", loop.function());
    assertEquals(16 + 32 + 8 + 8, loop.macs());
    assertEquals(6, loop.instructions().size());
    assertEquals("ldr\tq1, [x9], #16", loop.instructions().getFirst());
    assertEquals("b.lo\t.Lhead", loop.instructions().getLast());
  }

  @Test
  void boundHasOnlyIndependentProducts() {
    assertEquals(
        List.of(
            "sdot v0.4s, v30.16b, v31.16b",
            "smmla v1.4s, v30.16b, v31.16b",
            "smull2 v2.8h, v30.16b, v31.16b",
            "smlal v3.8h, v30.8b, v31.8b"),
        InnerLoop.of(ASSEMBLY).getFirst().bound());
  }
}
