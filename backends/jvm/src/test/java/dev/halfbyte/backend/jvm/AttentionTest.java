package dev.halfbyte.backend.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.op.Softmax;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.lower.LoopLowering;
import dev.halfbyte.loop.text.LoopPrinter;
import dev.halfbyte.loop.verify.LoopVerifier;
import dev.halfbyte.testkit.AttentionPrograms;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Attention with rows fused and with all stages apart: the interpreter's bits, and no memory for
/// scores where they are fused.
final class AttentionTest {
  static Stream<SealedProgram> programs() {
    return Stream.of(
        AttentionPrograms.integers(96, 2, 16, false),
        AttentionPrograms.integers(96, 1, 19, false),
        AttentionPrograms.integers(96, 3, 16, true),
        AttentionPrograms.fixed(37, 2, 16, true),
        AttentionPrograms.floats(96, 2, 16, false, Softmax.Form.THREE_PASS),
        AttentionPrograms.floats(96, 1, 19, true, Softmax.Form.THREE_PASS),
        AttentionPrograms.floats(96, 2, 16, true, Softmax.Form.TWO_PASS));
  }

  @ParameterizedTest
  @MethodSource("programs")
  void fusedAndApartGiveTheInterpretersBits(SealedProgram program) {
    LoopProgram loops = LoopLowering.lower(program, JvmTarget.FACTS);
    String text = LoopPrinter.print(loops).text();
    assertEquals(List.of(), LoopVerifier.verify(loops), text);
    JvmKernel fused = JvmKernel.compile(program);
    JvmKernel apart = JvmKernel.compile(program, JvmTarget.FACTS.unfused());
    List<Long> rows = program.program().dims().isEmpty() ? List.of(37L) : List.of(0L, 1L, 13L, 64L);
    for (long n : rows) {
      SortedMap<String, Long> dims =
          program.program().dims().isEmpty() ? new TreeMap<>() : new TreeMap<>(Map.of("n", n));
      Map<String, Tensor> inputs = AttentionPrograms.inputs(program, dims, n);
      Map<String, Tensor> expected = Interpreter.run(program.program(), inputs, dims);
      assertEquals(expected, fused.run(inputs, dims), text);
      assertEquals(expected, apart.run(inputs, dims), "apart");
    }
  }

  @ParameterizedTest
  @MethodSource("programs")
  void noScoresInTheWorkspace(SealedProgram program) {
    LoopProgram fused = LoopLowering.lower(program, JvmTarget.FACTS);
    LoopProgram apart = LoopLowering.lower(program, JvmTarget.FACTS.unfused());
    String text = LoopPrinter.print(fused).text();
    if (!program.program().dims().isEmpty()) {
      assertTrue(isQuadratic(apart.workspace().bytes()), "the check itself");
      assertTrue(!isQuadratic(fused.workspace().bytes()), text);
    }
  }

  private static boolean isQuadratic(Dim bytes) {
    return bytes.toString().contains("n*n");
  }
}
