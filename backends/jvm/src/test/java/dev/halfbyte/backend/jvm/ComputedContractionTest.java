package dev.halfbyte.backend.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.lower.LoopLowering;
import dev.halfbyte.loop.text.LoopPrinter;
import dev.halfbyte.loop.verify.LoopVerifier;
import dev.halfbyte.testkit.ComputedContractions;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Integer contractions of two inputs go through the tile leaf and give the interpreter's sums.
final class ComputedContractionTest {
  static List<ComputedContractions.Case> cases() {
    return ComputedContractions.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void tileLeafGivesTheInterpretersSums(ComputedContractions.Case contraction) {
    SealedProgram program = contraction.program();
    LoopProgram lowered = LoopLowering.lower(program, JvmTarget.FACTS);
    assertEquals(List.of(), LoopVerifier.verify(lowered));
    String loops = LoopPrinter.print(lowered).text();
    assertTrue(loops.contains("tile.contract"), loops);
    JvmKernel kernel = JvmKernel.compile(program);
    for (SortedMap<String, Long> dims : ComputedContractions.dims()) {
      for (Map<String, Tensor> inputs : contraction.inputs(dims)) {
        assertEquals(
            Interpreter.run(program.program(), inputs, dims), kernel.run(inputs, dims), loops);
      }
    }
  }
}
