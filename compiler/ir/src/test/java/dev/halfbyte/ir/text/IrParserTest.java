package dev.halfbyte.ir.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.IrCode;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.SamplePrograms;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Hostile and mistaken text ends in coded diagnostics, never in another exception.
final class IrParserTest {
  private static final String HEAD = "halfbyte ir 1\nprogram \"p\" {\n";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          %0 = relu(operand=%1) f32[]                        | UNEXPECTED
          %0 = rleu(operand=%1) : f32[]                      | UNKNOWN_OP
          %0 = relu(operand=%1) : f33[]                      | MALFORMED
          %0 = relu(operand=%1) : s99[]                      | MALFORMED
          %0 = relu(operand=1) : f32[]                       | UNEXPECTED
          %99999999999 = relu(operand=%1) : f32[]            | MALFORMED
          %-1 = relu(operand=%1) : f32[]                     | MALFORMED
          %0 = binary(kind=pow, left=%1, right=%2) : f32[]   | MALFORMED
          %0 = concat(parts=[], axis=0) : f32[]              | MALFORMED
          %0 = clip(operand=%1, lo=x, hi=1.0) : f32[]        | MALFORMED
          %0 = contract(left=%1, right=%2, einsum="m k", order=serial, accumulator=s32) : s32[] | MALFORMED
          %0 = contract(left=%1, right=%2, einsum="m m, n -> n", order=serial, accumulator=s32) : s32[] | MALFORMED
          %0 = view(operand=%1, map=[2] at [i1]) : f32[2]    | MALFORMED
          %0 = relu(operand=%1) : f32[(n)/0]                 | MALFORMED
          %0 = relu(operand=%1) : f32[9223372036854775807*2] | MALFORMED
          const "c": f32[2] = [1.0]                          | WRONG_CONSTANT
          const "c": f32[n] = [1.0]                          | WRONG_CONSTANT
          const "c": u4[1] = [16]                            | WRONG_CONSTANT
          const "c": s8[20] = sha256:00                      | UNKNOWN_CONSTANT
          const "c": f32[4000000000,4000000000,4000000000] = [] | MALFORMED
          dim "n": 5..2                                      | MALFORMED
          input %0 "x: f32[]                                 | UNEXPECTED
          output "y" = %0 extra                              | UNKNOWN_OP
          """)
  void oneFaultyLineIsOneCodedDiagnostic(String line, IrCode code) {
    List<Diagnostic> faults = faults(HEAD + line + "\n}\n");
    assertEquals(code, faults.getFirst().code(), faults.getFirst().summary());
    assertEquals(3, faults.getFirst().span().orElseThrow().startPosition().line());
  }

  @Test
  void constantsAreDefinedOnce() {
    List<Diagnostic> faults =
        faults(HEAD + "const \"c\": f32[] = [1.0]\nconst \"c\": f32[] = [1.0]\n}");
    assertEquals(List.of(IrCode.DUPLICATE), faults.stream().map(Diagnostic::code).toList());
  }

  @Test
  void allFaultyLinesAreReported() {
    List<Diagnostic> faults =
        faults(HEAD + "%0 = foo() : f32[]\n%1 = relu(operand=%0) : f32[]\n%2 = bar() : f32[]\n}");
    assertEquals(2, faults.size());
  }

  @Test
  void aMistypedOpIsSuggested() {
    Diagnostic fault = faults(HEAD + "%0 = contarct() : f32[]\n}").getFirst();
    assertEquals("did you mean `contract`?", fault.help().orElseThrow());
  }

  @Test
  void anotherFormatVersionIsRefused() {
    Diagnostic fault = faults("halfbyte ir 2\nprogram \"p\" {\n}\n").getFirst();
    assertEquals(IrCode.VERSION, fault.code());
  }

  @Test
  void deepNestingIsRefused() {
    String dims = HEAD + "%0 = relu(operand=%1) : f32[" + "(".repeat(100_000);
    assertEquals(IrCode.TOO_LARGE, faults(dims).getFirst().code());
    String programs = "halfbyte ir 1\n" + "program \"p\" {%0 = scan(body=".repeat(20_000);
    assertEquals(IrCode.TOO_LARGE, faults(programs).getFirst().code());
  }

  @Test
  void hugeExpressionsAreRefused() {
    String product = HEAD + "%0 = relu(operand=%1) : f32[n" + "*n".repeat(100_000) + "]\n}";
    assertEquals(IrCode.TOO_LARGE, faults(product).getFirst().code());
    String sum = HEAD + "%0 = relu(operand=%1) : f32[n" + "+n".repeat(100_000) + "]\n}";
    assertEquals(IrCode.TOO_LARGE, faults(sum).getFirst().code());
  }

  @Test
  void poolDataMustHaveTheDeclaredType() {
    Program program = SamplePrograms.scanned();
    String text = IrPrinter.print(program).replace("\"ws\": f32[6, 4]", "\"ws\": f32[4, 6]");
    DiagnosticException fault =
        assertThrows(
            DiagnosticException.class,
            () -> IrParser.parse(SourceFile.of("t.ir", text), IrPrinter.pool(program)));
    assertEquals(IrCode.WRONG_CONSTANT, fault.diagnostics().getFirst().code());
  }

  @Test
  void damagedTextNeverBreaksTheParser() {
    Random random = new Random(7);
    Program program = SamplePrograms.floats();
    String text = IrPrinter.print(program);
    int refused = 0;
    for (int i = 0; i < 1000; i++) {
      StringBuilder damaged = new StringBuilder(text);
      for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
        int at = random.nextInt(damaged.length());
        switch (random.nextInt(3)) {
          case 0 -> damaged.deleteCharAt(at);
          case 1 -> damaged.insert(at, text.charAt(random.nextInt(text.length())));
          default -> damaged.setCharAt(at, text.charAt(random.nextInt(text.length())));
        }
      }
      SourceFile file = SourceFile.of("damaged.ir", damaged.toString());
      try {
        Program parsed = IrParser.parse(file, IrPrinter.pool(program)).program();
        assertEquals(
            parsed,
            IrParser.parse(
                    SourceFile.of("again.ir", IrPrinter.print(parsed)), IrPrinter.pool(program))
                .program());
      } catch (DiagnosticException expected) {
        refused++;
      }
    }
    assertTrue(refused > 200, "only " + refused + " of 1000 damaged texts were refused");
  }

  private static List<Diagnostic> faults(String text) {
    return assertThrows(
            DiagnosticException.class,
            () -> IrParser.parse(SourceFile.of("test.ir", text), new TreeMap<>()))
        .diagnostics();
  }
}
