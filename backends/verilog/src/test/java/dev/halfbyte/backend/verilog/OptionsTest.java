package dev.halfbyte.backend.verilog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.ir.DimBinding;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.ArrayKind;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
  private static final SealedProgram BLOCK =
      SampleNetwork.feedForward(1, 8, 8, ElemType.U8, ElemType.S4);

  @ParameterizedTest
  @ValueSource(strings = {"", "edge8x8", "rows=8", "cols=8, lanes=1", "edge8x8,act_bits=8"})
  void theDefaultHardwareHasManySpellings(String text) {
    assertEquals(AcceleratorConfig.edge8x8(), HardwareOption.parse(text));
  }

  @Test
  void parametersChangeAPreset() {
    AcceleratorConfig config = HardwareOption.parse("dot4x4x2,ACT_DEPTH=64,tables=1");
    assertEquals(4, config.rows());
    assertEquals(64, config.actDepth());
    assertEquals(1, config.tables());
    assertEquals(AcceleratorConfig.preset("dot4x4x2").orElseThrow().wgtDepth(), config.wgtDepth());
  }

  @Test
  void widerSumsAloneBringValuesThatFitThem() {
    assertEquals(26, HardwareOption.parse("edge").valueBits());
    assertEquals(33, HardwareOption.parse("edge,acc_bits=32").valueBits());
    assertEquals(28, HardwareOption.parse("edge,acc_bits=32,value_bits=28").valueBits());
  }

  @Test
  void theKindOfArrayHasAName() {
    AcceleratorConfig shift = AcceleratorConfig.preset("shift8x8").orElseThrow();
    assertEquals(shift, HardwareOption.parse("code8x8,array=shift"));
    assertEquals(shift, HardwareOption.parse("code8x8,array=2"));
    assertEquals(ArrayKind.MULTIPLY, HardwareOption.parse("array=Multiply").arrayKind());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "array=dot        | is no number",
        "rows=shift       | is no number",
        "array=4          | array must be",
        "array=3          | one row at a time",
        "edge9x9          | no hardware preset `edge9x9`",
        "rowz=3           | no parameter `rowz`",
        "rows=many        | is no number",
        "rows=4,edge8x8   | after parameters",
        "cols=9,lanes=2   | must be a multiple of lanes",
        "act_bits=5       | activation codes",
        "wgt_depth=999999 | weight memory words",
        "edge,engines=3   | 'engines must be 1, 2 or 4, not 3'",
        "engines=2        | others work with engines=1",
      })
  void unusableHardwareIsExplained(String text, String words) {
    Diagnostic diagnostic = fault(Map.of("hardware", text, "dims", "n=1"));
    assertEquals(VerilogFault.BAD_HARDWARE, diagnostic.code());
    assertTrue(diagnostic.message().contains(words), diagnostic.message());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''       | dim `n` has no value",
        "n        | is no `dim=value`",
        "n=x      | `x` is no number",
        "n=0      | outside its bounds",
        "n=99999  | outside its bounds",
        "n=1,m=2  | has no dim `m`",
      })
  void dimsAreChecked(String text, String words) {
    Diagnostic diagnostic = fault(Map.of("dims", text));
    assertEquals(VerilogFault.BAD_DIMS, diagnostic.code());
    assertTrue(diagnostic.message().contains(words), diagnostic.message());
    assertTrue(diagnostic.help().orElseThrow().contains("n=1"));
  }

  @Test
  void boundProgramsNeedNoDims() {
    assertEquals(
        Map.of(), DimsOption.parse("n=4", DimBinding.bind(BLOCK.program(), Map.of("n", 4L))));
  }

  @Test
  void unknownOptionsAreRefused() {
    Diagnostic diagnostic = fault(Map.of("dims", "n=1", "speed", "high"));
    assertEquals(VerilogFault.BAD_OPTION, diagnostic.code());
    assertTrue(diagnostic.message().contains("`speed`"));
  }

  private static Diagnostic fault(Map<String, String> options) {
    DiagnosticException thrown =
        assertThrows(
            DiagnosticException.class,
            () -> VerilogBackend.schedule(BLOCK, new TreeMap<>(options)));
    return thrown.diagnostics().getFirst();
  }
}
