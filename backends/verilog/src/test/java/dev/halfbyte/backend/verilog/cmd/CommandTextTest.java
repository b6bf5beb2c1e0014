package dev.halfbyte.backend.verilog.cmd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.verilog.Builds;
import dev.halfbyte.backend.verilog.SampleNetwork;
import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.CommandFormat;
import dev.halfbyte.rtl.CommandWord;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTextTest {
  private static CommandProgram sample(String hardware) {
    return Builds.schedule(
            SampleNetwork.feedForward(5, 20, 36, ElemType.U8, ElemType.S4), hardware, 21)
        .kernel()
        .program();
  }

  private static CommandProgram parse(String text) {
    return CommandParser.parse(SourceFile.of("sample.cmd", text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "edge8x8",
        "row64x4",
        "dot4x4x2",
        "dot4x4x2,dram=1",
        "edge8x8,act_depth=256,cmd_depth=4096"
      })
  void theTextIsReadBackToAnEqualProgram(String hardware) {
    CommandProgram program = sample(hardware);
    assertEquals(program, parse(CommandPrinter.print(program)));
  }

  @Test
  void commentsAndBlankLinesAreSkipped() {
    CommandProgram program = sample("edge8x8");
    String text = CommandPrinter.print(program).replace("\nend", "\n\n  # the end\nend");
    assertEquals(program, parse(text));
  }

  @Test
  void commandWordsDecodeToTheCommands() {
    CommandProgram program = sample("edge8x8");
    List<Integer> words = new CommandKernel(program, new byte[0]).commandWords();
    for (int i = 0; i < program.commands().size(); i++) {
      int first = i * CommandWord.SLOT_WORDS;
      Command decoded =
          CommandFormat.decode(new CommandWord(words.subList(first, first + CommandWord.WORDS)));
      assertEquals(program.commands().get(i), decoded);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\nend'          | '\nend now=1'   | `end` has no field `now`",
        "'load target=res' | 'load target=rom' | is not one of",
        "'words='          | 'words=many'      | is not an integer",
        "'gemm act='       | 'gemm x 0 act='   | is no `key=value`",
        "'config rows=8'   | 'config'          | needs `rows=`",
        "'cmd 1'           | 'cmd 2'           | expected `cmd 1`",
        "'kernel mlp'      | 'kernel'          | needs a name",
        "'signed=false'    | 'signed=no'       | is not `true` or `false`",
        "'k_words=20'      | 'k_words=0'       | k words must be at least 1",
        "'shape=[21x20]'   | 'shape=[21x]'     | is not extents",
        "'storage=s16'     | 'storage=f16'     | is not an integer type",
        "'\nend'          | '\nstop'         | unknown keyword `stop`",
      })
  void aMalformedLineIsNamed(String from, String to, String message) {
    String text = CommandPrinter.print(sample("edge8x8"));
    assertTrue(text.contains(from), from);
    String broken = text.replace(from, to);
    DiagnosticException thrown = assertThrows(DiagnosticException.class, () -> parse(broken));
    Diagnostic diagnostic = thrown.diagnostics().getFirst();
    assertEquals(VerilogFault.BAD_COMMAND_TEXT, diagnostic.code());
    assertTrue(diagnostic.message().contains(message), diagnostic.message());
    assertTrue(diagnostic.span().isPresent());
  }
}
