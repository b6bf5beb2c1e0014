package dev.halfbyte.backend.llvm.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.halfbyte.backend.llvm.TargetShapes;
import dev.halfbyte.backend.llvm.abi.VariantPrograms;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.lower.LoopLowering;
import dev.halfbyte.loop.schedule.Schedule;
import dev.halfbyte.testkit.AttentionPrograms;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a library compares before it reads weights of a file.
class WeightImageTest {
  private static final SealedProgram PROGRAM = AttentionPrograms.integers(96, 2, 16, true);

  /// Panels of other tiles hold the same weights at other places.
  @Test
  void weightsOfAnotherLayoutHaveAnotherHead() {
    assertEquals(head("default"), head("default"));
    assertNotEquals(head("default"), head("tile=12x64"));
  }

  private static List<Long> head(String schedule) {
    IsaFamily family = IsaFamily.X86_64;
    LoopProgram program =
        LoopLowering.lower(PROGRAM, Schedule.parse(schedule).on(TargetShapes.of(family)));
    return WeightImage.of(VariantPrograms.same(program, IsaVariant.of(family)), family).head();
  }
}
