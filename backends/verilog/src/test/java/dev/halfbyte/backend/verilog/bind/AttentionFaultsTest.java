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
    Diagnostic fault =
        fault(ATTENTION.replace(" WHERE", "") + NUMERICS, "i_bert", EDGE, 9);
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

  /// Each channel of the values has a scale, the factor of a row is one for all of them.
  @Test
  void aScaleOfEachChannelBehindALateSoftmax() {
    String text =
        ATTENTION.replace(" WHERE", "")
            + """
            numerics channels for k {
              default weight s4, act s4 tensor, residual s16 tensor
              v act s4 axis 1
            }
            """;
    assertFault("HB4304", "divides with a scale of each channel", text, "channels", EDGE, 9);
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
    SealedProgram program = compile(text, numerics, rows);
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
