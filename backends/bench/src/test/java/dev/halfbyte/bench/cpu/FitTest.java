package dev.halfbyte.bench.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.llvm.LlvmBackend;
import dev.halfbyte.bench.Figure;
import dev.halfbyte.bench.MarkdownTable;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.backend.Tuner;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The rates of the model and what is printed of them; nothing is timed.
final class FitTest {
  /// What counts as faster to `tune`.
  private static final double ENOUGH = 1.03;

  /// So the default is the model's choice: it predicts no other one to be much faster.
  @ParameterizedTest
  @CsvSource({"197, 192, 192", "1, 768, 256"})
  void theDefaultIsWhatTheModelWouldChoose(int rows, int columns, int depth) {
    SealedProgram program = new Product(rows, columns, depth, ElemType.S8, ElemType.S4).program();
    Tuner tuner = new LlvmBackend().tuner("x86_64").orElseThrow();
    double usual = tuner.predictedSeconds(program, new TreeMap<>(), new TreeMap<>());
    Tuner.Candidate best = tuner.candidates(program, new TreeMap<>(), new TreeMap<>()).getFirst();
    assertTrue(usual / best.predictedSeconds() < ENOUGH, best.toString());
  }

  @Test
  void timesOfAConstantRatioGoTogether() {
    List<Double> times = List.of(1.0, 10.0, 1000.0);
    assertEquals(1, Correlation.ofLogarithms(times, List.of(2.0, 20.0, 2000.0)), 1e-12);
    assertEquals(-1, Correlation.ofLogarithms(times, List.of(1000.0, 100.0, 1.0)), 1e-12);
  }

  @Test
  void everyRowOfTheTableSaysWhatItIsOf() {
    Figure share = Figure.of("gemm", "w4a8 1x2x3, avx2", .5, "").beside(200);
    Figure time = Figure.of("fit", "  stage", 1.25, "us");
    Map<String, String> facts = Map.of("cpu", "X|Y", "features", "fma", "build", "abc");
    assertEquals(
        List.of(
            "| cpu | features | threads | build | section | kernel | variant | rate | share |",
            "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
            "| X\\|Y | fma | 1 | abc | gemm | w4a8 1x2x3 | avx2 | 200.0 G/s | 0.500 |",
            "| X\\|Y | fma | 1 | abc | fit | stage |  | 1.250 us |  |"),
        new MarkdownTable(facts, List.of("avx2")).lines(List.of(share, time)));
  }
}
