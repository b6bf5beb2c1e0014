package dev.halfbyte.backend.verilog.cmd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.CommandFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the verifier says of softmax, norm, computed weights and side memories.
class AttentionRulesTest {
  private static final String TEXT = AttentionProgram.text();

  @Test
  void theProgramIsSoundAndReadBackFromTextAndBits() {
    CommandProgram program = AttentionProgram.parse(TEXT);
    assertEquals(List.of(), CommandVerifier.faults(program));
    assertEquals(program, AttentionProgram.parse(CommandPrinter.print(program)));
    for (Command command : program.commands()) {
      assertEquals(command, CommandFormat.decode(CommandFormat.encode(command)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "' first_count=1' | ''",
        "' factor=0 multiplier=40000 shift=16 offset=17' | ''",
        "'rms=false' | 'rms=true'",
        "'guard=1 ' | 'guard=281474976710655 '",
        "'column=4' | 'column=15'",
        "'wgt_zero=-1' | 'wgt_zero=-16'",
        "'words=2 zero=0' | 'words=64 zero=15'",
        "'offset=17' | 'offset=44'",
        "'res_stride=4 rows' | 'res_stride=1 rows'",
        "'fraction=11' | 'fraction=0'",
      })
  void otherSoundPrograms(String from, String to) {
    CommandProgram program = AttentionProgram.parse(changed(from, to));
    assertEquals(List.of(), CommandVerifier.faults(program));
    assertEquals(program, AttentionProgram.parse(CommandPrinter.print(program)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'softmax_row_max=256' | 'softmax_row_max=0' | has no softmax unit",
        "'softmax_row_max=256' | 'softmax_row_max=0' | has no memory EXP",
        "'softmax_row_max=256' | 'softmax_row_max=4' | '5 elements, SOFTMAX_ROW_MAX is 4'",
        "'norm_row_max=256'    | 'norm_row_max=0'    | has no norm unit",
        "'norm_row_max=256'    | 'norm_row_max=0'    | has no memory GAIN",
        "'count=8 gain'        | 'count=257 gain'    | '257 elements, NORM_ROW_MAX is 256'",
        "'words=2 zero=0'      | 'words=1 zero=0'    | 'fill 2 to 64 words, not 1'",
        "'words=2 zero=0'      | 'words=65 zero=0'   | 'fill 2 to 64 words, not 65'",
        "'words=2 zero=0'      | 'words=2 zero=16'   | more than ACT_BITS bits",
        "'shift=16 offset'     | 'shift=17 offset'   | 'shifted by 1 to 16, not by 17'",
        "'shift=16 offset'     | 'shift=0 offset'    | 'shifted by 1 to 16, not by 0'",
        "'offset=17'           | 'offset=0'          | shifts from 0 to 18",
        "'offset=17'           | 'offset=45'         | shifts from 45 to 63",
        "'factor_depth=64'     | 'factor_depth=4'    | is outside the 4 words of the memory",
        "'fraction=11'         | 'fraction=12'       | 'at most 11 fraction bits, not 12'",
        "'wide=false fraction=11' | 'wide=true fraction=14' | 'at most 13 fraction bits, not 14'",
        "'guard=1 '            | 'guard=0 '          | the guard is 1 to 2^48 - 1",
        "'shift=20'            | 'shift=0'           | 'the last shift is 1 to 62, not 0'",
        "'shift=20'            | 'shift=63'          | 'the last shift is 1 to 62, not 63'",
        "'zero=0 lo=-8 hi=7 wait=load' | 'zero=0 lo=-17 hi=7 wait=load' | have ACT_BITS + 1 bits",
        "'zero=0 lo=-8 hi=7 wait=load' | 'zero=0 lo=8 hi=7 wait=load' | clamps to 8..7",
        "'gain=0 rms'          | 'gain=253 rms'      | is outside the 256 words of the memory",
        "'column=4'            | 'column=16'         | 'as WGT_COLUMNS is below 16, not 16'",
        "'stride=2 column=0'   | 'stride=2 column=4' | 'as WGT_ROWS is below 4, not 4'",
        "'stride=16 column=0'  | 'stride=16 column=1' | 'as ACT is below 1, not 1'",
        "'act=49152 '          | 'act=49160 '        | start at multiples of 16 words",
        "'act=0 act_stride=16' | 'act=0 act_stride=8' | start at multiples of 16 words",
        "'out=100'             | 'out=4090'          | is outside the 4096 words of the memory",
        "'res_side_depth=4096' | 'res_side_depth=19' | outside the 19 words of the side memory",
        "'res_side_depth=4096' | 'res_side_depth=0'  | outside the 0 words of the side memory",
        "'res_stride=4 rows'   | 'res_stride=4000 rows' | outside the 4096 words of the side",
        "'out=49152 zero'      | 'out=49140 zero'    | is outside the 4096 words of the memory",
      })
  void aRuleThatIsBrokenIsNamed(String from, String to, String fault) {
    assertFault(from, to, fault);
  }

  /// Without it, what is read may not have been written, or is overwritten.
  @ParameterizedTest
  @CsvSource({"norm,LOAD", "gemm,NORM", "softmax,MAC", "gemm,SOFTMAX", "store,MAC"})
  void everyWaitIsNeeded(String command, String unit) {
    String wait = " wait=" + unit.toLowerCase(Locale.ROOT);
    String without = TEXT.replaceFirst("(?m)^(" + command + " .*)" + wait + "$", "$1");
    List<String> faults = CommandVerifier.faults(AttentionProgram.parse(without));
    String fault = "is not ordered after the running command of [" + unit + "]";
    assertTrue(faults.stream().anyMatch(f -> f.contains(fault)), fault + " in " + faults);
  }

  @Test
  void weightsThatAreReadAreNotReplaced() {
    assertFault(
        "to=wgt_columns out=8", "to=wgt_columns out=1", "overlaps its own read of wgt 0..1");
    assertFault("to=wgt_rows out=12", "to=wgt_rows out=5", "overlaps its own read of wgt 4..5");
  }

  /// With two tiles the second of a row comes behind the first of the next row.
  @Test
  void rowsThatPassTogetherDoNotOverlap() {
    String two = changed("engines=1", "engines=2");
    assertEquals(List.of(), CommandVerifier.faults(AttentionProgram.parse(two)));
    String fault = "the stride of the output is at least 8, not 4";
    for (int engines : List.of(1, 2)) {
      String wide =
          changed("engines=1", "engines=" + engines)
              .replace("wgt=8 wgt_stride=4 tiles=1", "wgt=8 wgt_stride=4 tiles=2");
      List<String> faults = CommandVerifier.faults(AttentionProgram.parse(wide));
      assertEquals(engines == 2, faults.stream().anyMatch(f -> f.contains(fault)), "" + faults);
    }
  }

  @Test
  void onlyRowEnginesWriteWeights() {
    String block =
        TEXT.replace("array=3", "array=0")
            .replaceAll(
                "(soft|norm|act_side|res_side|wgt_side)(max)?(_row_max|_depth)=\\d+", "$1$2$3=0");
    List<String> faults = CommandVerifier.faults(AttentionProgram.parse(block));
    for (String fault : List.of("writes no weights", "no zeros of weights", "takes one tile")) {
      assertTrue(faults.stream().anyMatch(f -> f.contains(fault)), fault + " in " + faults);
    }
  }

  private static void assertFault(String from, String to, String fault) {
    List<String> faults = CommandVerifier.faults(AttentionProgram.parse(changed(from, to)));
    assertTrue(faults.stream().anyMatch(f -> f.contains(fault)), fault + " in " + faults);
  }

  private static String changed(String from, String to) {
    assertTrue(TEXT.contains(from), from);
    return TEXT.replace(from, to);
  }
}
