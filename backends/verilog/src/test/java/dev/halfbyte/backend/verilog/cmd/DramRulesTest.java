package dev.halfbyte.backend.verilog.cmd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.CommandFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the verifier says of programs that spill words to a DRAM.
class DramRulesTest {
  private static final String TEXT = SpillProgram.text();

  @Test
  void theProgramIsSoundAndReadBackFromTextAndBits() {
    CommandProgram program = SpillProgram.parse(TEXT);
    assertEquals(List.of(), CommandVerifier.faults(program));
    assertEquals(program, SpillProgram.parse(CommandPrinter.print(program)));
    for (Command command : program.commands()) {
      assertEquals(command, CommandFormat.decode(CommandFormat.encode(command)));
    }
    assertEquals(16, program.constantBytes());
    assertEquals(8 * 108, program.dramBytes());
  }

  @Test
  void whatIsSpilledComesBack() {
    byte[] words = new byte[64];
    new Random(1).nextBytes(words);
    CommandKernel kernel = SpillProgram.kernel();
    assertArrayEquals(words, CommandInterpreter.run(kernel, words).streamOut());
  }

  /// Two stores that touch make one stretch, and the order in which they come does not matter.
  @Test
  void aLoadMayReadWhatSeveralStoresWrote() {
    String apart =
        TEXT.replace(
            "base=0 stride=8 rows=1 words=8 last=false dram=100 dram_beats=8",
            "base=4 stride=4 rows=1 words=4 last=false dram=104 dram_beats=4");
    String both =
        apart.replace(
            "load target=act base=8",
            "store source=act base=0 stride=4 rows=1 words=4 last=false dram=100 dram_beats=4\n"
                + "load target=act base=8");
    assertEquals(List.of(), CommandVerifier.faults(SpillProgram.parse(both)));
    assertFault(apart, "no image and that no store wrote");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'factor_depth=0 dram=1' | 'factor_depth=0 dram=0'            | 'needs a port to a DRAM'",
        "'dram=100 dram_beats=8 wait=store' | 'dram=100 dram_beats=8' | 'not ordered after the running command of [STORE]'",
        "'dram=100 dram_beats=8 wait=store' | 'dram=101 dram_beats=8 wait=store' | 'no store wrote'",
        "'dram=100 dram_beats=8 wait=store' | 'dram=99 dram_beats=8 wait=store' | 'no store wrote'",
        "'dram=100 dram_beats=8 wait=store' | 'dram=100 dram_beats=9 wait=store' | 'moves 8 beats'",
        "'dram=100 dram_beats=8 wait=load' | 'dram=1 dram_beats=8 wait=load' | 'overwrites constants'",
        "'dram=100 dram_beats=8 wait=load' | 'dram=536870905 dram_beats=8 wait=load' | 'outside the 536870912 beats'",
        "'dram=0 dram_beats=2' | 'dram=1 dram_beats=2' | 'no image'",
        "'target=wgt base=0 words=2 dram=0 dram_beats=2' | 'target=wgt base=0 words=1 dram=0 dram_beats=1' | 'no image'",
        "'target=wgt'          | 'target=par'          | 'no image'",
      })
  void faultsAreNamed(String from, String to, String message) {
    assertTrue(TEXT.contains(from), from);
    assertFault(TEXT.replace(from, to), message);
  }

  private static void assertFault(String text, String message) {
    List<String> faults = CommandVerifier.faults(SpillProgram.parse(text));
    assertTrue(faults.stream().anyMatch(fault -> fault.contains(message)), faults.toString());
  }
}
