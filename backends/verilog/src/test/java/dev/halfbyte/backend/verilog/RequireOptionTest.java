package dev.halfbyte.backend.verilog;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.backend.verilog.schedule.Scheduler.Schedule;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.rtl.Unit;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequireOptionTest {
  private static final SealedProgram BLOCK =
      SampleNetwork.feedForward(1, 32, 64, ElemType.U8, ElemType.S4);

  @Test
  void limitsAreComparedExactly() {
    Schedule free = build("");
    long cycles = free.prediction().totalCycles();
    long busy = free.prediction().busyCycles().getOrDefault(Unit.MAC, 0L);
    for (String met :
        List.of(
            "cycles<=" + cycles,
            "cycles==" + cycles,
            "cycles>=" + cycles,
            "cycles<" + (cycles + 1),
            "busy>=" + busy + "/" + cycles,
            "busy<" + (busy + 1) + "/" + cycles + ",cycles>0")) {
      assertEquals(free.notes(), build(met).notes(), met);
    }
    for (String missed :
        List.of(
            "cycles<" + cycles,
            "cycles>" + cycles,
            "busy>" + busy + "/" + cycles,
            "busy==1/2",
            "cycles<=" + cycles + ",cycles<=1")) {
      assertEquals(VerilogFault.MISSED_REQUIREMENT, fault(missed).code(), missed);
    }
  }

  @Test
  void aMissTellsWhatStandsInItsWay() {
    Diagnostic slow = fault("cycles<=100");
    assertTrue(slow.message().contains("cycles <= 100 is required"), slow.message());
    assertTrue(slow.message().contains("in front of `"), slow.message());
    long perCycle = Math.ceilDiv(build("").macs(), 100L);
    assertTrue(
        slow.help().orElseThrow().contains("at least " + perCycle), slow.help().orElseThrow());
    assertTrue(fault("busy>=99/100").message().contains("99.0 % is required"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cycles<=100",
        "cycles<1",
        "cycles==7",
        "cycles>999999999",
        "busy>=99/100",
        "busy>1",
        "busy<1/99"
      })
  void aMissNamesALimitThatWouldDo(String missed) {
    String help = fault(missed).help().orElseThrow();
    Matcher named = Pattern.compile("`([^`]*)` would do here").matcher(help);
    assertTrue(named.find(), help);
    assertDoesNotThrow(() -> build(named.group(1)), help);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cycles<1", "cycles<=1/2", "cycles==0", "busy>1", "busy>=2", "busy<0"})
  void whatNoHardwareReachesIsToldAsThat(String missed) {
    String help = fault(missed).help().orElseThrow();
    assertTrue(help.startsWith("no hardware can reach it"), help);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cycles", "luts<=3", "cycles<=x", "cycles<=1/0", "cycles<=1,,busy>=0"})
  void malformedRequirementsAreTold(String text) {
    assertEquals(VerilogFault.BAD_OPTION, fault(text).code());
  }

  private static Diagnostic fault(String requirements) {
    DiagnosticException fault =
        assertThrows(DiagnosticException.class, () -> build(requirements), requirements);
    return fault.diagnostics().getFirst();
  }

  private static Schedule build(String requirements) {
    return VerilogBackend.schedule(
        BLOCK,
        new TreeMap<>(
            Map.of(
                HardwareOption.NAME,
                "row64x4",
                DimsOption.NAME,
                "n=20",
                RequireOption.NAME,
                requirements)));
  }
}
