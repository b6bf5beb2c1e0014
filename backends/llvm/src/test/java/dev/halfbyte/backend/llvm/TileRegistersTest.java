package dev.halfbyte.backend.llvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.llvm.abi.VariantPrograms;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.loop.PackedWeights;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The assembly of variant `amx`, which few machines can run: what its loops do with the tile
/// registers. That the same code gives the right sums is shown with registers in memory
/// ([TileContractTest]).
class TileRegistersTest {
  private static final int DEPTH = 1024;

  /// A loop over steps with two registers of rows and two of columns: of each a load, four
  /// products.
  private static final List<String> STEP =
      List.of(
          "tileloadd 4",
          "tileloadd 6",
          "tdpbusd 0",
          "tileloadd 7",
          "tdpbusd 1",
          "tileloadd 5",
          "tdpbusd 2",
          "tdpbusd 3");

  private static final Pattern INSTRUCTION =
      Pattern.compile("(tileloadd|tdpbusd|tilestored|tilezero|ldtilecfg|tilerelease)\\b(.*)");

  private static List<String> instructions(PackedWeights format) {
    TileKernel kernel =
        new TileKernel("tile", IsaFamily.X86_64, 32, format, 32, DEPTH, (k, n) -> k + n & 3);
    VariantPrograms programs = VariantPrograms.same(kernel.program(), List.of(IsaVariant.AMX));
    return new NativeLibrary(programs, IsaFamily.X86_64)
        .assembly()
        .lines()
        .map(String::strip)
        .map(TileRegistersTest::instruction)
        .toList();
  }

  /// The name, and the register that is written or stored; other lines are as they are.
  private static String instruction(String line) {
    Matcher matcher = INSTRUCTION.matcher(line);
    if (!matcher.matches() || !line.contains("%tmm")) {
      return line.split("\\s")[0];
    }
    String operands = matcher.group(2);
    String register =
        matcher.group(1).equals("tilestored")
            ? operands.substring(operands.indexOf("%tmm") + 4)
            : operands.substring(operands.lastIndexOf("%tmm") + 4);
    return matcher.group(1) + " " + register.charAt(0);
  }

  private static long count(List<String> instructions, String begin) {
    return instructions.stream().filter(i -> i.startsWith(begin)).count();
  }

  @ParameterizedTest
  @EnumSource(names = {"STEPS_S4", "STEPS_S8"})
  void sumsStayInTheirRegisters(PackedWeights format) {
    List<String> all = instructions(format);
    List<String> tiles = all.stream().filter(i -> INSTRUCTION.matcher(i).matches()).toList();
    assertTrue(Collections.indexOfSubList(tiles, STEP) > 0, tiles.toString());
    // Sums are stored once, for two registers of rows and for one, and nothing else is.
    assertEquals(6, count(tiles, "tilestored"), tiles.toString());
    for (int sums = 0; sums < 4; sums++) {
      long written = count(tiles, "tileloadd " + sums);
      assertTrue(written >= 1 && written <= 2, tiles.toString());
    }
    assertEquals(1, count(tiles, "ldtilecfg"), tiles.toString());
    assertEquals(1, count(tiles, "tilerelease"), tiles.toString());
  }

  /// Sixteen lines by two instructions each in every place where registers of columns are made, and
  /// no branch among the products of a step.
  @ParameterizedTest
  @EnumSource(names = {"STEPS_S4", "STEPS_S8"})
  void aStepHasNoBranch(PackedWeights format) {
    List<String> all = instructions(format);
    int last = all.indexOf("tdpbusd 3");
    int begin = all.subList(0, last).lastIndexOf("tileloadd 4");
    List<String> step = all.subList(begin, last + 1);
    assertEquals(4, count(step, "tdpbusd"));
    assertTrue(step.stream().noneMatch(i -> i.startsWith("j")), step.toString());
    if (format == PackedWeights.STEPS_S4) {
      int end = begin + step.size();
      while (!all.get(end).startsWith("j")) {
        end++;
      }
      assertEquals(32, count(all.subList(begin, end), "vgf2p8affineqb"));
    } else {
      assertEquals(0, count(all, "vgf2p8affineqb"));
    }
  }
}
