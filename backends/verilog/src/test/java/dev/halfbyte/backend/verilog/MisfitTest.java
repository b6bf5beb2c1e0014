package dev.halfbyte.backend.verilog;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The help of a program that is too large names what would do, and that does.
class MisfitTest {
  private static final SealedProgram BLOCK =
      SampleNetwork.feedForward(1, 32, 64, ElemType.U8, ElemType.S4);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "act_depth=64               | act_depth=128 (1 KiB) would do",
        "act_depth=90               | act_depth=128 (1 KiB) would do",
        "res_depth=20               | res_depth=32 (512 B) would do",
        "wgt_depth=60               | wgt_depth=64 (256 B) would do",
        "par_depth=6                | par_depth=8 (128 B) would do",
        "cmd_depth=10               | cmd_depth=32 would do",
        "act_depth=64,res_depth=20  | act_depth=128 (1 KiB) and res_depth=32 (512 B) would do",
        "act_depth=4,wgt_depth=16,cmd_depth=8 | act_depth=128 (1 KiB), wgt_depth=64 (256 B) and cmd_depth=256 would do",
      })
  void theLeastDepthsThatWouldDoAreNamed(String hardware, String help) {
    Diagnostic diagnostic = fault("edge8x8," + hardware, 64);
    assertEquals(VerilogFault.DOES_NOT_FIT, diagnostic.code());
    assertEquals(help, diagnostic.help().orElseThrow());
    assertDoesNotThrow(() -> Builds.schedule(BLOCK, "edge8x8," + hardware + "," + named(help), 64));
  }

  /// Half of a depth that is named is too little.
  @ParameterizedTest
  @CsvSource({"act_depth, 64", "res_depth, 16", "wgt_depth, 32", "par_depth, 4", "cmd_depth, 16"})
  void lessWouldNotDo(String parameter, int half) {
    assertEquals(VerilogFault.DOES_NOT_FIT, fault("edge8x8," + parameter + "=" + half, 64).code());
  }

  @Test
  void whatNoDepthHoldsIsSaid() {
    SealedProgram wide = SampleNetwork.feedForward(1, 60_000, 8, ElemType.U8, ElemType.S4);
    DiagnosticException fault =
        assertThrows(
            DiagnosticException.class, () -> Builds.schedule(wide, "edge8x8,acc_bits=32", 1));
    assertEquals(
        "no depth of the memories is enough; take fewer rows or shorter sums",
        fault.diagnostics().getFirst().help().orElseThrow());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lanes=0             | lanes=1 would do",
        "cols=9,lanes=2      | cols=10 would do",
        "rows=99,act_bits=5  | rows=64 and act_bits=8 would do",
        "array=row           | rows=1 would do",
        "norm_row_max=64     | rows=1, lanes=4, array=row and gain_depth=2 (24 B) would do",
        "act_depth=999999    | act_depth=49152 (384 KiB) would do",
        "act=64              | did you mean `act_depth`?",
        "colz=64             | did you mean `cols`?",
        "edge8x9             | did you mean `edge8x8`?",
      })
  void unusableParametersNameUsableOnes(String hardware, String help) {
    Diagnostic diagnostic = fault(hardware, 1);
    assertEquals(VerilogFault.BAD_HARDWARE, diagnostic.code());
    assertEquals(help, diagnostic.help().orElseThrow());
  }

  private static String named(String help) {
    return help.replaceAll(" \\([^)]*\\)| would do", "").replace(" and ", ",");
  }

  private static Diagnostic fault(String hardware, long rows) {
    TreeMap<String, String> options = new TreeMap<>();
    options.put(HardwareOption.NAME, hardware);
    options.put(DimsOption.NAME, "n=" + rows);
    return assertThrows(
            DiagnosticException.class, () -> VerilogBackend.schedule(BLOCK, options), hardware)
        .diagnostics()
        .getFirst();
  }
}
