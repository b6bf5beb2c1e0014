package dev.halfbyte.driver.reduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.driver.KernelFile;
import dev.halfbyte.source.DiagnosticException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileReductionTest {
  private static final FileReduction.Limits LIMITS =
      new FileReduction.Limits(400, Duration.ofSeconds(20));

  private static final String KERNEL =
      """
      // Two results, of which one is of interest.
      fn half(x) = x / 2
      kernel k[n: 1..64, m: 4..64 step 4](x: f32[n, m], z: f32[m]; w: f32[m, m]) -> f32[n, m], f32[m] {
        let a = 0.5
        y[i, o] = sum[e](x[i, e] * w[o, e] where e <= o) + a
        return half(tanh(y) * y), z + 1
      }
      numerics q for k {
        default weight s4, act s8
      }
      """;

  private static final String PROGRAM =
      """
      halfbyte ir 1
      program "p" {
        dim "n": 1..9
        input %0 "x": f32[n, 2]
        input %1 "z": f32[n, 2]
        %2 = binary(kind=add, left=%0, right=%1) : f32[n, 2]
        %3 = unary(kind=exp, operand=%2) : f32[n, 2]
        %4 = binary(kind=mul, left=%3, right=%2) : f32[n, 2]
        output "a" = %4
        output "b" = %3
      }
      """;

  @TempDir Path folder;

  private FileReduction.Report reduce(String name, String text, String check) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    return FileReduction.reduce(file, check, LIMITS, _ -> {});
  }

  @Test
  void aKernelKeepsOnlyWhatTheCheckNeeds() throws IOException {
    FileReduction.Report report = reduce("k.hb", KERNEL, "grep -q tanh {}");
    assertTrue(report.text().contains("tanh"), report.text());
    assertFalse(report.text().contains("numerics"), report.text());
    assertFalse(report.text().contains("where"), report.text());
    assertTrue(report.after() < 60, report.text());
    Path reduced = Files.writeString(folder.resolve("reduced.hb"), report.text());
    assertTrue(KernelFile.check(reduced).module().isPresent(), report.text());
  }

  @Test
  void aFileWithErrorsIsReducedToo() throws IOException {
    String text = KERNEL.replace("z + 1", "z + unknown");
    FileReduction.Report report = reduce("k.hb", text, "grep -q unknown \"$1\"");
    assertTrue(report.after() < 60, report.text());
  }

  @Test
  void aProgramKeepsOnlyWhatTheCheckNeeds() throws IOException {
    FileReduction.Report report = reduce("p.ir", PROGRAM, "grep -q kind=exp {}");
    assertEquals(
        """
        halfbyte ir 1
        program "p" {
          input %0 "x": f32[1, 2]
          %3 = unary(kind=exp, operand=%0) : f32[1, 2]
          output "b" = %3
        }
        """,
        report.text());
  }

  @Test
  void weightsStandBesideEveryCandidate() throws IOException {
    Files.createDirectory(folder.resolve("k"));
    Files.writeString(folder.resolve("k/expect.json"), "{}");
    String check = "test -f \"$(dirname {})/k/expect.json\" && grep -q sum {}";
    assertTrue(reduce("k.hb", KERNEL, check).text().contains("sum"));
    assertTrue(Files.exists(folder.resolve("k/expect.json")));
  }

  @Test
  void aFileThatIsNotInterestingIsRefused() {
    DiagnosticException fault =
        assertThrows(DiagnosticException.class, () -> reduce("k.hb", KERNEL, "false"));
    assertEquals(ReduceCode.NOT_INTERESTING, fault.diagnostics().getFirst().code());
  }

  @Test
  void aCheckThatTakesTooLongDoesNotHold() throws IOException {
    Path file = Files.writeString(folder.resolve("k.hb"), KERNEL);
    FileReduction.Limits brief = new FileReduction.Limits(5, Duration.ofMillis(200));
    assertThrows(
        DiagnosticException.class, () -> FileReduction.reduce(file, "sleep 20", brief, _ -> {}));
  }
}
