package dev.halfbyte.ir.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.SamplePrograms;
import dev.halfbyte.ir.text.IrParser;
import dev.halfbyte.ir.text.ParsedProgram;
import dev.halfbyte.source.CompilerBug;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// One faulty program per check, and the border cases that are no faults.
final class VerifierTest {
  private static final String REQUANTIZE =
      """
      input %%0 "acc": s32[2]
      const "m": s32[2] = [%s]
      const "s": u8[2] = [%s]
      %%1 = constant(name="m") : s32[2]
      %%2 = constant(name="s") : u8[2]
      %%3 = requantize(operand=%%0, multiplier=%%1, shift=%%2, encoding=%s) : code<%s>[2]
      output "y" = %%3
      """;

  static Stream<Arguments> faulty() {
    return Stream.of(
        fault(
            Check.UNIQUE_VALUES,
            """
            input %0 "x": f32[]
            %0 = relu(operand=%0) : f32[]
            """),
        fault(
            Check.DEFINED_BEFORE_USE,
            """
            %0 = relu(operand=%1) : f32[]
            %1 = relu(operand=%0) : f32[]
            """),
        fault(Check.DEFINED_BEFORE_USE, "output \"y\" = %4"),
        fault(
            Check.UNIQUE_NAMES,
            """
            input %0 "x": f32[]
            input %1 "x": f32[]
            """),
        fault(
            Check.DIMS_DECLARED,
            """
            dim "n": 1..4
            input %0 "x": f32[n, 2*m]
            """),
        fault(Check.CONSTANTS_PRESENT, "%0 = constant(name=\"c\") : f32[]"),
        fault(
            Check.TYPES,
            """
            input %0 "x": f32[3]
            %1 = relu(operand=%0) : f32[4]
            """),
        fault(
            Check.TYPES,
            """
            input %0 "x": f32[3]
            input %1 "y": f32[4]
            %2 = binary(kind=add, left=%0, right=%1) : f32[3]
            """),
        fault(
            Check.TYPES,
            """
            input %0 "x": f32[3]
            %1 = concat(parts=[%0], axis=5) : f32[3]
            """),
        fault(
            Check.EXTENTS,
            """
            dim "n": 1..8
            input %0 "x": f32[n-2]
            """),
        fault(
            Check.VIEW_BOUNDS,
            """
            dim "n": 0..8
            input %0 "x": f32[n+2]
            %1 = view(operand=%0, map=[n, 3] at [i0+i1+1]) : f32[n, 3]
            """),
        fault(
            Check.VIEW_BOUNDS,
            """
            input %0 "x": f32[4]
            %1 = view(operand=%0, map=[4] at [-i0+2]) : f32[4]
            """),
        fault(
            Check.PADDING,
            """
            input %0 "x": code<u1 table [1, 2]>[4]
            %1 = view(operand=%0, map=[5] at [i0] padded) : code<u1 table [1, 2]>[5]
            """),
        fault(
            Check.LINEAR_STATE,
            """
            state %0 "s": f32[4]
            """),
        fault(
            Check.LINEAR_STATE,
            """
            state %0 "s": f32[4]
            output "s" = %0
            output "again" = %0
            """),
        fault(
            Check.LINEAR_STATE,
            """
            state %0 "s": f32[4]
            input %1 "x": f32[1]
            input %2 "length": s32[]
            %3 = append(state=%0, value=%1, length=%2) : f32[4]
            %4 = relu(operand=%0) : f32[4]
            output "s" = %3
            """),
        fault(
            Check.LINEAR_STATE,
            """
            input %0 "s": f32[4]
            input %1 "x": f32[1]
            input %2 "length": s32[]
            %3 = append(state=%0, value=%1, length=%2) : f32[4]
            output "s" = %3
            """),
        fault(
            Check.INTEGER_WIDTH,
            """
            dim "k": 1..65536
            input %0 "a": s8[k]
            input %1 "b": s16[k]
            %2 = contract(left=%0, right=%1, einsum="k, k -> ", order=serial, accumulator=s32) : s32[]
            """),
        fault(
            Check.INTEGER_WIDTH,
            """
            input %0 "a": s8[2]
            const "w": s8[2] = [127, 127]
            %1 = constant(name="w") : s8[2]
            %2 = contract(left=%0, right=%1, einsum="k, k -> ", order=serial, accumulator=s15) : s15[]
            """),
        fault(
            Check.INTEGER_WIDTH,
            """
            input %0 "a": s8[2]
            %1 = binary(kind=add, left=%0, right=%0) : s8[2]
            """),
        fault(Check.REQUANTIZE, REQUANTIZE.formatted("65536, 1", "1, 46", "s8", "s8")),
        fault(Check.REQUANTIZE, REQUANTIZE.formatted("-1, 1", "1, 46", "s8", "s8")),
        fault(Check.REQUANTIZE, REQUANTIZE.formatted("1, 1", "1, 47", "s8", "s8")),
        fault(Check.REQUANTIZE, REQUANTIZE.formatted("1, 1", "0, 1", "s8", "s8")),
        fault(Check.REQUANTIZE, REQUANTIZE.formatted("1, 1", "1, 63", "s16", "s16")),
        fault(
            Check.REQUANTIZE,
            REQUANTIZE
                .formatted("2147483647, 1", "62, 1", "s16", "s16")
                .replace("s32[2]\nconst", "s40[2]\nconst")),
        fault(
            Check.INTEGER_DOMAIN,
            """
            input %0 "a": s8[2]
            %1 = unary(kind=sqrt, operand=%0) : s8[2]
            """),
        fault(
            Check.INTEGER_DOMAIN,
            """
            input %0 "a": u8[2]
            %1 = binary(kind=div, left=%0, right=%0) : u8[2]
            """),
        fault(
            Check.INTEGER_DOMAIN,
            """
            input %0 "a": u8[2]
            input %1 "amount": u4[2]
            %2 = cast(operand=%1, elem=u8) : u8[2]
            %3 = binary(kind=shr, left=%0, right=%2) : u8[2]
            """),
        fault(
            Check.NO_SUGAR,
            """
            input %0 "x": f32[3]
            %1 = relu(operand=%0) : f32[3]
            """),
        fault(
            Check.NO_FLOAT,
            """
            input %0 "x": f32[3]
            %1 = unary(kind=neg, operand=%0) : f32[3]
            """),
        fault(
            Check.NO_FLOAT,
            """
            input %0 "x": s8[3]
            input %1 "scale": f32[3]
            %2 = dequantize(operand=%0, scale=%1) : f32[3]
            %3 = reshape(operand=%2, shape=[1, 3]) : f32[1, 3]
            %4 = reshape(operand=%3, shape=[3]) : f32[3]
            %5 = quantize(operand=%4, inverse_scale=%1, encoding=s8) : code<s8>[3]
            """));
  }

  @ParameterizedTest
  @MethodSource("faulty")
  void theFaultIsFound(Check check, String body) {
    List<Violation> violations = Verifier.violations(parse(body).program(), Stage.SEALED_INTEGER);
    assertEquals(
        Set.of(check), EnumSet.copyOf(violations.stream().map(Violation::check).toList()), body);
  }

  @Test
  void aFaultInTheBodyOfAScanIsReportedAtTheScan() {
    ParsedProgram parsed =
        parse(
            """
            input %0 "xs": f32[2, 1]
            scan(body=program "body" {
              input %0 "slice": f32[1]
              %1 = constant(name="missing") : f32[]
            }, carried=[], scanned=[%0], captured=[])
            """);
    List<Violation> violations = Verifier.violations(parsed.program(), Stage.GRAPH);
    assertEquals(
        List.of(Check.CONSTANTS_PRESENT), violations.stream().map(Violation::check).toList());
    assertEquals(0, violations.getFirst().nodeIndex().orElseThrow());
  }

  @Test
  void stateMayPassThroughAScan() {
    String scan =
        """
        state %%0 "cache": f32[4]
        input %%1 "xs": f32[2, 1]
        input %%2 "length": s32[]
        %%3 = scan(body=program "body" {
          %s %%0 "cache": f32[4]
          input %%1 "x": f32[1]
          input %%2 "length": s32[]
          %%3 = append(state=%%0, value=%%1, length=%%2) : f32[4]
          output "cache" = %%3
        }, carried=[%%0], scanned=[%%1], captured=[%%2]) : f32[4]
        output "cache" = %%3
        """;
    assertEquals(
        List.of(), Verifier.violations(parse(scan.formatted("state")).program(), Stage.CORE));
    assertTrue(
        Verifier.violations(parse(scan.formatted("input")).program(), Stage.CORE).stream()
            .allMatch(violation -> violation.check() == Check.LINEAR_STATE));
  }

  @Test
  void everyCheckHasAFaultyProgram() {
    Set<Check> tested = EnumSet.noneOf(Check.class);
    faulty().forEach(arguments -> tested.add((Check) arguments.get()[0]));
    assertEquals(EnumSet.allOf(Check.class), tested);
  }

  @Test
  void theSamplesAreWellFormed() {
    for (Program program :
        List.of(SamplePrograms.floats(), SamplePrograms.quantized(), SamplePrograms.scanned())) {
      assertEquals(List.of(), Verifier.violations(program, Stage.GRAPH));
    }
    assertEquals(List.of(), Verifier.violations(SamplePrograms.quantized(), Stage.SEALED_INTEGER));
  }

  @Test
  void limitsThemselvesAreAllowed() {
    for (String body :
        List.of(
            REQUANTIZE.formatted("65535, 0", "1, 46", "s8", "s8"),
            REQUANTIZE.formatted("2147483647, 0", "1, 62", "s16", "s16"),
            // What intervals know about normalized numbers, roots, quotients and shifts.
            """
            input %0 "a": u16[2]
            const "one": s64[2] = [1, 1]
            const "by": s64[2] = [46, 31]
            %1 = cast(operand=%0, elem=s64) : s64[2]
            %2 = constant(name="one") : s64[2]
            %3 = binary(kind=max, left=%1, right=%2) : s64[2]
            %4 = unary(kind=normalize, operand=%3) : s64[2]
            %5 = constant(name="by") : s64[2]
            %6 = binary(kind=shr, left=%4, right=%5) : s64[2]
            %7 = binary(kind=div, left=%4, right=%6) : s64[2]
            %8 = unary(kind=sqrt, operand=%7) : s64[2]
            %9 = unary(kind=leading_one, operand=%8) : s64[2]
            %10 = cast(operand=%9, elem=u5) : u5[2]
            """,
            // 2 * (-128 * -128) is 32768; 127 keeps it inside s16.
            """
            input %0 "a": s8[2]
            const "w": s8[2] = [-127, -128]
            %1 = constant(name="w") : s8[2]
            %2 = contract(left=%0, right=%1, einsum="k, k -> ", order=serial, accumulator=s16) : s16[]
            """,
            """
            dim "n": 0..8
            input %0 "x": f32[n]
            %1 = view(operand=%0, map=[n, 2] at [-i0+n-1]) : f32[n, 2]
            """,
            """
            dim "h": 3..64
            input %0 "x": f32[h]
            %1 = view(operand=%0, map=[(h-3)/2+1, 3] at [2*i0+i1]) : f32[(h-3)/2+1, 3]
            """)) {
      assertEquals(List.of(), Verifier.violations(parse(body).program(), Stage.CORE), body);
    }
  }

  @Test
  void faultsOfTextAreDiagnosticsAtTheStatement() {
    ParsedProgram parsed = parse("input %0 \"x\": f32[3]\n%1 = relu(operand=%0) : f32[4]\n");
    DiagnosticException fault =
        assertThrows(DiagnosticException.class, () -> Verifier.diagnose(parsed, Stage.GRAPH));
    assertEquals("HB2206", fault.diagnostics().getFirst().code().code());
    assertEquals(4, fault.diagnostics().getFirst().span().orElseThrow().startPosition().line());
  }

  @Test
  void faultsOfThePassesAreCompilerBugs() {
    Program program = parse("%0 = constant(name=\"c\") : f32[]").program();
    CompilerBug bug =
        assertThrows(CompilerBug.class, () -> Verifier.require(program, Stage.GRAPH, "simplify"));
    assertTrue(String.valueOf(bug.getMessage()).startsWith("simplify made a program"));
  }

  private static Arguments fault(Check check, String body) {
    return Arguments.of(check, body);
  }

  private static ParsedProgram parse(String body) {
    String text = "halfbyte ir 1\nprogram \"p\" {\n" + body + "}\n";
    return IrParser.parse(SourceFile.of("p.ir", text), new TreeMap<>());
  }
}
