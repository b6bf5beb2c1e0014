package dev.halfbyte.bench.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.ObjectCompiler;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What tile registers are measured against, where there are none to measure.
final class TileCeilingTest {
  @Test
  void theLoopHasNothingButProducts() {
    Ceiling ceiling = Ceiling.tiles();
    String assembly = new ObjectCompiler(IsaFamily.X86_64).assembly(CeilingCode.text(ceiling));
    List<String> lines = assembly.lines().map(String::strip).toList();
    int round = Math.toIntExact(ceiling.work() / (16 * 16 * 64));
    long products = lines.stream().filter(TileCeilingTest::isProduct).count();
    assertEquals(0, products % round);
    int first =
        IntStream.range(0, lines.size()).filter(i -> isProduct(lines.get(i))).min().orElse(0);
    assertTrue(lines.subList(first, first + round).stream().allMatch(TileCeilingTest::isProduct));
  }

  private static boolean isProduct(String line) {
    return line.startsWith("tdpbusd");
  }
}
