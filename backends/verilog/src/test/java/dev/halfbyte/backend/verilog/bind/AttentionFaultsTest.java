package dev.halfbyte.backend.verilog.bind;

import static dev.halfbyte.backend.verilog.bind.AttentionBindingTest.EDGE;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What attention and norms may ask for and the units cannot do, each with its diagnostic.
class AttentionFaultsTest {
  private static final String NUMERICS =
      """
      numerics late for k {
        default weight s4, act s4 tensor, residual s16 tensor
        p act u4 log_sqrt2
      }
      numerics early for k {
        default weight s4, act s4 tensor, residual s16 tensor
        p act u4 log_sqrt2, norm early
      }
      numerics wide for k {
        default weight s4, act s4 tensor, residual s16 tensor
        p act u8 log2(step = 1/16)
      }
      numerics i_bert for k {
        default weight s4, act s4 tensor, residual s16 tensor, softmax i_bert
      }
      numerics values for k {
        default weight s4, act s4 tensor, residual s16 tensor
        v act u4 fp4
      }
      """;

  private static final String HEAD =
      """
      kernel k[n: 1..64](x: f32[n, 24]; wv: f32[24, 24], g: f32[24], b: f32[24]) -> f32[n, 24] {
        v[i, c] = sum[e](x[i, e] * wv[c, e])
      """;

  private static final String ATTENTION =
      HEAD
          + """
            z[i, j] = sum[c](x[i, c] * x[j, c]) / 4 WHERE
            p[i, j] = softmax[j](z[i, j])
            return [i, c] => sum[j](p[i, j] * v[j, c])
          }
          """;

  private static final String NORM =
      HEAD
          + """
            ln[i, c] = layernorm[c](v[i, c], g[c], b[c])
            return [i, c] => sum[e](ln[i, e] * wv[c, e])
          }
          """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "late | softmax_row_max=8 | HB4305 | takes rows of 9 logits, SOFTMAX_ROW_MAX is 8",
        "late | acc_bits=24,cols=64 | HB4303 | sums of two computed operands reach 1179648, beyond",
        "wide | cols=64 | HB4303 | gives codes of u8, the softmax unit writes codes of ACT_BITS = 4",
        "values | cols=64 | HB4302 | as weights, which are numbers of themselves",
      })
  void limitsOfAttention(String numerics, String change, String code, String part) {
    String text = ATTENTION.replace(" WHERE", "") + NUMERICS;
    AcceleratorConfig config = changed(change);
    if (code.equals("HB4303") && part.contains("sums")) {
      // 9 * 16384 * 8 just fits; 64 rows do not.
      assertFault(code, "sums of two computed operands reach 8388608", text, numerics, config, 64);
      return;
    }
    assertFault(code, part, text, numerics, config, 9);
  }

  @ParameterizedTest
  @ValueSource(strings = {"where i <= j", "where j <= 2*i", "where j <= i - 1", "where j >= 1"})
  void masksThatAreNotCausal(String mask) {
    assertFault(
        "HB4302",
        "leaves out logits by another rule",
        ATTENTION.replace("WHERE", mask) + NUMERICS,
        "early",
        EDGE,
        9);
  }

  @Test
  void otherSoftmaxesHaveNoUnit() {
    Diagnostic fault = fault(ATTENTION.replace(" WHERE", "") + NUMERICS, "i_bert", EDGE, 9);
    assertEquals(VerilogFault.MISSING_UNIT, fault.code());
    assertTrue(fault.message().contains("other forms than `norm late` and `norm early`"));
    assertTrue(fault.message().contains("`p`"), fault.message());
  }

  @ParameterizedTest
  @CsvSource({
    "softmax_row_max=0, softmax unit for `p`",
    "norm_row_max=0, layernorm unit for `ln`",
  })
  void aUnitThatTheConfigurationLacksIsNamed(String change, String part) {
    String text = change.startsWith("norm") ? NORM : ATTENTION.replace(" WHERE", "");
    assertFault("HB4311", part, text + NUMERICS, "late", changed(change), 9);
    SealedProgram program = compile(text + NUMERICS, "late", 9);
    assertDoesNotThrow(() -> MissingUnits.require(program.core(), EDGE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "norm_row_max=16 | HB4305 | takes rows of 24 elements, NORM_ROW_MAX is 16",
        "gain_depth=8 | HB4305 | takes 12 words of gains and biases, GAIN_DEPTH is 8",
      })
  void limitsOfNorms(String change, String code, String part) {
    assertFault(code, part, NORM + NUMERICS, "late", changed(change), 9);
  }

  @Test
  void codesOfANormMustBeActivations() {
    String wide =
        """
        numerics bytes for k {
          default weight s4, act s4 tensor, residual s16 tensor
          ln act s8 tensor
        }
        """;
    assertFault(
        "HB4303", "the norm unit writes codes of ACT_BITS = 4", NORM + wide, "bytes", EDGE, 9);
    String help = fault(NORM + wide, "bytes", EDGE, 9).help().orElseThrow();
    assertTrue(help.endsWith("act_bits=8 and acc_bits=32, as the preset `edge8` has"), help);
  }

  @Test
  void probabilitiesThatAreAResultAreNotDivided() {
    String text =
        """
        kernel k[n: 1..64](x: f32[n, 24]) -> f32[n, n] {
          z[i, j] = sum[c](x[i, c] * x[j, c]) / 4
          p[i, j] = softmax[j](z[i, j])
          return p
        }
        numerics late for k {
          default weight s4, act s4 tensor, residual s16 tensor
        }
        """;
    assertFault("HB4302", "divides codes by the sums of their rows", text, "late", EDGE, 9);
  }

  /// A sum over the rows of the probabilities would need them turned.
  @Test
  void contractionsOfRowsNeedADataMover() {
    String text =
        HEAD
            + """
              z[i, j] = sum[c](x[i, c] * x[j, c]) / 4
              p[i, j] = softmax[j](z[i, j])
              return [j, c] => sum[i](p[i, j] * v[i, c])
            }
            """
            + NUMERICS;
    assertFault("HB4302", "there is no data mover", text, "early", EDGE, 9);
  }

  /// Groups of 16 columns are padded to tiles, 16-bit codes do not pass the array.
  @Test
  void paddedGroupsAreNoResult() {
    SealedProgram program =
        SampleKernels.compile(
                ArrangementTest.headsOnly(),
                "late",
                Shape.of(6, 32),
                ArrangementTest.queries(16),
                2)
            .program();
    Diagnostic fault = fault(program, EDGE, 6);
    assertEquals("HB4302", fault.code().code());
    assertTrue(
        fault.message().contains("in groups of 16 columns, only those of 4 bits"), fault.message());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Head by head in front of the rows is no form that an input or an output has.
        "q: f32[2, n, 16] | z[a, i, j] = sum[c](q[a, i, c] * q[a, j, c]) | y[a, i, j] = gelu(z[a, i, j]) | f32[2, n, n]"
            + " | HB4302 | takes its operand in 2 groups, between whose rows it is held",
        "q: f32[n, 2, 16] | z[a, i, j] = sum[c](q[i, a, c] * q[j, a, c]) | y[a, i, j] = 2 * z[a, i, j] | f32[2, n, n]"
            + " | HB4302 | takes rows of a value that is held head by head",
      })
  void valuesThatLieOtherwise(
      String input, String scores, String last, String result, String code, String part) {
    String text =
        """
        kernel k[n: 1..64](INPUT) -> RESULT {
          SCORES
          LAST
          return y
        }
        numerics plain for k {
          default weight s4, act s4 tensor, residual s16 tensor
        }
        """
            .replace("INPUT", input.replace("q:", "x:"))
            .replace("RESULT", result)
            .replace("SCORES", scores.replace("q[", "x["))
            .replace("LAST", last.replace("q[", "x["));
    Shape shape = input.contains("[2, n") ? Shape.of(2, 6, 16) : Shape.of(6, 2, 16);
    SealedProgram program =
        SampleKernels.compile(text, "plain", shape, new TreeMap<>(), 2).program();
    Diagnostic fault = fault(program, EDGE, 6);
    assertEquals(code, fault.code().code(), fault.message());
    assertTrue(fault.message().contains(part), fault.message());
  }

  /// One value cannot lie in rows of two lengths.
  @Test
  void rowsOfTwoLengths() {
    String text =
        """
        kernel k[n: 1..64](x: f32[n, 2, 16]; w: f32[16, 2, 16]) -> f32[n, 2, n] {
          z[i, j] = sum[a, c](x[i, a, c] * x[j, a, c])
          s[i, e] = sum[a, c](x[i, a, c] * w[e, a, c])
          r[i, e] = sum[j](z[i, j] * s[j, e])
          return [i, a, j] => sum[e](x[i, a, e] * r[j, e])
        }
        numerics plain for k {
          default weight s4, act s4 tensor, residual s16 tensor
        }
        """;
    TreeMap<String, Shape> weights = new TreeMap<>(Map.of("w", Shape.of(16, 2, 16)));
    SealedProgram program =
        SampleKernels.compile(text, "plain", Shape.of(6, 2, 16), weights, 2).program();
    Diagnostic fault = fault(program, EDGE, 6);
    assertEquals("HB4302", fault.code().code(), fault.message());
    assertTrue(fault.message().contains("its operand is held in 12 rows of 16"), fault.message());
  }

  @ParameterizedTest
  @ValueSource(strings = {"act s8 tensor", "act u8 tensor"})
  void computedOperandsAreNarrow(String encoding) {
    String numerics =
        """
        numerics bytes for k {
          default weight s4, act s4 tensor, residual s16 tensor
          v ENCODING
        }
        """
            .replace("ENCODING", encoding);
    assertFault(
        "HB4303",
        "takes codes of " + encoding.substring(4, 6) + " as weights, WGT_BITS is 4",
        ATTENTION.replace(" WHERE", "") + numerics,
        "bytes",
        EDGE,
        9);
  }

  private static AcceleratorConfig changed(String change) {
    TreeMap<String, Integer> changes = new TreeMap<>();
    for (String item : change.split(",")) {
      String[] parts = item.split("=");
      changes.put(parts[0].toUpperCase(java.util.Locale.ROOT), Integer.parseInt(parts[1]));
    }
    return EDGE.with(changes);
  }

  private static void assertFault(
      String code, String part, String text, String numerics, AcceleratorConfig config, int rows) {
    Diagnostic fault = fault(text, numerics, config, rows);
    assertEquals(code, fault.code().code(), fault.message());
    assertTrue(fault.message().contains(part), fault.message());
    assertTrue(fault.help().isPresent());
    boolean named = fault.message().contains("kernel.hb:") || fault.message().contains("`k`");
    assertTrue(named, fault.message());
  }

  private static Diagnostic fault(
      String text, String numerics, AcceleratorConfig config, int rows) {
    return fault(compile(text, numerics, rows), config, rows);
  }

  static Diagnostic fault(SealedProgram program, AcceleratorConfig config, int rows) {
    DiagnosticException thrown =
        assertThrows(
            DiagnosticException.class,
            () -> {
              MissingUnits.require(program.core(), config);
              Binder.bind(program.core(), Map.of("n", (long) rows), config);
            });
    return thrown.diagnostics().getFirst();
  }

  private static SealedProgram compile(String text, String numerics, int rows) {
    SortedMap<String, Shape> weights = new TreeMap<>();
    if (text.contains("wv:")) {
      weights.put("wv", Shape.of(24, 24));
      weights.put("g", Shape.of(24));
      weights.put("b", Shape.of(24));
    }
    return SampleKernels.compile(text, numerics, Shape.of(rows, 24), weights, 8).program();
  }
}
