package dev.halfbyte.backend.verilog.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class CutsTest {
  @Test
  void chunksAreAllRowBlocksInOrder() {
    for (int blocks = 1; blocks < 70; blocks++) {
      for (int size = 1; size < 40; size += 3) {
        for (int part = 1; part <= size; part += 4) {
          List<Chunk> chunks = new Cuts(size, part, size + 1 - part).of(blocks);
          int done = 0;
          for (int i = 0; i < chunks.size(); i++) {
            assertEquals(i, chunks.get(i).number());
            assertEquals(done, chunks.get(i).firstBlock());
            assertTrue(chunks.get(i).blocks() >= 1 && chunks.get(i).blocks() <= size);
            done += chunks.get(i).blocks();
          }
          assertEquals(blocks, done);
        }
      }
    }
  }

  @Test
  void chunksGrowFromTheFirstAndShrinkToTheLast() {
    assertEquals(List.of(4, 8, 16, 29, 28, 16, 8), sizes(new Cuts(32, 4, 8), 109));
    assertEquals(List.of(25, 25, 24), sizes(Cuts.even(30), 74));
  }

  @Test
  void whereRampsHaveNoRoomChunksAreEven() {
    assertEquals(List.of(10, 10), sizes(new Cuts(16, 2, 2), 20));
  }

  private static List<Integer> sizes(Cuts cuts, int blocks) {
    return cuts.of(blocks).stream().map(Chunk::blocks).toList();
  }
}
