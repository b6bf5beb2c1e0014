package dev.halfbyte.backend.verilog.bind;

import static dev.halfbyte.backend.verilog.bind.AttentionBindingTest.check;
import static dev.halfbyte.backend.verilog.bind.AttentionBindingTest.tasks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.halfbyte.ir.Shape;
import dev.halfbyte.rtl.Memory;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormBindingTest {
  private static final String MLP =
      """
      fn linear(x, w, b)[i, o] = b[o] + sum[e](x[i, e] * w[o, e])
      kernel mlp[n: 1..64, m: 8..256, o: 8..512](
          x: f32[n, m]; g1, bn: f32[m], w1: f32[o, m], b1: f32[o], w2: f32[m, o], b2: f32[m]) -> f32[n, m] {
        ln[i, c] = NORM
        up = linear(ln, w1, b1)
        hidden = gelu(up)
        down = linear(hidden, w2, b2)
        out = x + down
        return out
      }
      numerics repq for mlp {
        default weight s4, act u4 tensor, residual s16 tensor
        ln act u4 tensor via repq(scale = mean)
      }
      """;

  private static final String LAYER = "layernorm[c](x[i, c], g1[c], bn[c])";
  private static final String RMS = "rmsnorm[c](x[i, c], g1[c])";

  @ParameterizedTest
  @CsvSource({
    "layer, w4a4, 48",
    "layer, repq, 64",
    "layer, repq, 33",
    "rms, w4a4, 192",
    "rms, repq, 40"
  })
  void aNetworkBehindANormGivesTheBitsOfTheInterpreter(String norm, String numerics, int extent) {
    boolean layer = norm.equals("layer");
    String text = MLP.replace("NORM", layer ? LAYER : RMS);
    TaskGraph graph =
        check(SampleKernels.compile(text, numerics, Shape.of(13, extent), mlp(extent), extent), 13);
    List<Task.Norm> norms = tasks(graph, Task.Norm.class);
    assertEquals(1, norms.size());
    assertEquals(layer ? NormForm.Kind.LAYER : NormForm.Kind.RMS, norms.getFirst().form().kind());
    assertEquals(0, tasks(graph, Task.Map.class).size());
  }

  /// Codes with a zero point become numbers in the residual memory.
  @ParameterizedTest
  @CsvSource({"u4, ACT", "u8, RES"})
  void aNormOfCodesWithAZeroPointTakesTheirNumbers(String storage, Memory home) {
    String text =
        """
        fn linear(x, w, b)[i, o] = b[o] + sum[e](x[i, e] * w[o, e])
        kernel narrow[n: 1..64, m: 8..256](
            x: f32[n, m]; w1: f32[m, m], b1: f32[m], g1, bn: f32[m], w2: f32[m, m], b2: f32[m]) -> f32[n, m] {
          up = linear(x, w1, b1)
          ln[i, c] = layernorm[c](up[i, c], g1[c], bn[c])
          return linear(ln, w2, b2)
        }
        numerics narrow for narrow {
          default weight s4, act u4 tensor, residual s16 tensor
          up residual STORAGE tensor
        }
        """
            .replace("STORAGE", storage);
    TreeMap<String, Shape> weights = new TreeMap<>(mlp(24));
    weights.put("w1", Shape.of(24, 24));
    weights.put("b1", Shape.of(24));
    weights.put("w2", Shape.of(24, 24));
    TaskGraph graph = check(SampleKernels.compile(text, "narrow", Shape.of(9, 24), weights, 5), 9);
    Task.Map numbers = tasks(graph, Task.Map.class).getFirst();
    assertEquals(home, numbers.source().home());
    assertEquals(Memory.RES, numbers.target().home());
    assertNotEquals(0, numbers.requantization().bias().at(0));
  }

  private static SortedMap<String, Shape> mlp(long extent) {
    TreeMap<String, Shape> weights = new TreeMap<>();
    weights.put("g1", Shape.of(extent));
    weights.put("bn", Shape.of(extent));
    weights.put("w1", Shape.of(2 * extent, extent));
    weights.put("b1", Shape.of(2 * extent));
    weights.put("w2", Shape.of(extent, 2 * extent));
    weights.put("b2", Shape.of(extent));
    return weights;
  }
}
