package dev.halfbyte.conformance.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.conformance.judge.Judge;
import dev.halfbyte.conformance.judge.Verdict;
import dev.halfbyte.conformance.subject.Presence;
import dev.halfbyte.conformance.subject.Subject;
import dev.halfbyte.conformance.subject.Subjects;
import dev.halfbyte.conformance.trial.Variation;
import dev.halfbyte.testkit.TensorAssertions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every op that takes or gives integers or codes of at most 4 bits, every encoding, every value.
///
/// The interpreter gets all in every run. Native libraries take long to build, so a normal run
/// gives them each 29th output, and the loops and bytecode each fifth; with
/// `-Dhalfbyte.matrix.stride=1` they get all. `append`, which moves codes only, has no loops and is
/// left to random programs.
class FourBitMatrixTest {
  /// Prime, so that no op, kind or encoding is always left out.
  private static final int STRIDE = Integer.getInteger("halfbyte.matrix.stride", 29);

  /// The same where code is made faster.
  private static final int SOFTWARE_STRIDE = Math.min(STRIDE, 5);

  private static final int MOST_OUTPUTS = 24;
  private static final long LEAST_CASES = 2_000_000;

  static List<Matrix> matrices() {
    List<Matrix> all = new ArrayList<>();
    all.add(QuantizedMatrix.quantize());
    all.add(QuantizedMatrix.dequantize());
    all.addAll(QuantizedMatrix.requantize());
    all.add(QuantizedMatrix.requantizeAdd());
    all.add(QuantizedMatrix.lookup());
    all.addAll(ContractMatrix.products());
    all.addAll(ContractMatrix.sums());
    all.add(ContractMatrix.weights());
    all.add(IntegerMatrix.cast());
    all.add(IntegerMatrix.binary());
    all.add(IntegerMatrix.compare());
    all.add(IntegerMatrix.unary());
    all.add(IntegerMatrix.reduce());
    all.add(MovementMatrix.movements());
    return all;
  }

  private static List<Matrix.Part> parts(int stride) {
    return matrices().stream().flatMap(m -> m.parts(stride, MOST_OUTPUTS).stream()).toList();
  }

  @ParameterizedTest
  @MethodSource("matrices")
  void theInterpreterGivesTheFormulas(Matrix matrix) {
    for (Matrix.Part part : matrix.parts(1, Integer.MAX_VALUE)) {
      TensorAssertions.assertBitEqual(
          part.expected(), Judge.expected(part.trial(new Variation(0))), part.name());
    }
  }

  @Test
  void nothingIsLeftOut() {
    long cases = matrices().stream().mapToLong(Matrix::cases).sum();
    assertTrue(cases >= LEAST_CASES, cases + " cases");
  }

  @ParameterizedTest
  @ValueSource(strings = {"loops", "jvm"})
  void loopsAndBytecodeGiveTheFormulas(String target) throws InterruptedException {
    agree(target, parts(SOFTWARE_STRIDE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "aarch64"})
  void librariesGiveTheFormulas(String target) throws InterruptedException {
    agree(target, parts(STRIDE));
  }

  /// The first part as users get it, the others varied.
  private static void agree(String target, List<Matrix.Part> parts) throws InterruptedException {
    Subjects subjects = Subjects.all(new Subjects.Options(false)).only(List.of(target));
    try (Subject subject = subjects.open().getFirst()) {
      Presence.require(subject);
      for (int i = 0; i < parts.size(); i++) {
        Matrix.Part part = parts.get(i);
        Verdict verdict = Judge.judge(part.trial(new Variation(i)), part.expected(), subject);
        assertEquals(List.of(), verdict.findings(), target + " on " + part.name());
        assertTrue(verdict.agreed() > 0, () -> target + " has no form for " + part.name());
      }
    }
  }
}
