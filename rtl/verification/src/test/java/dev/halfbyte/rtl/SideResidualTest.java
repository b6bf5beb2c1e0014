package dev.halfbyte.rtl;

import dev.halfbyte.sim.verilator.Model;
import dev.halfbyte.sim.verilator.Stalls;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Residuals of both units that share the epilogue, each from the memory of res that the other one
/// does not read.
class SideResidualTest {
  private static final AcceleratorConfig CONFIG = AcceleratorConfig.preset("edge16").orElseThrow();
  private static final int WORDS = CONFIG.drainWords();
  private static final Set<Unit> ALL = EnumSet.allOf(Unit.class);
  private static final int SHIFT = 16;

  @ParameterizedTest
  @ValueSource(ints = {0, Memory.SIDE_BASE})
  void eachUnitAddsTheResidualThatItReads(int productResidual) {
    int otherResidual = Memory.SIDE_BASE - productResidual;
    Random random = new Random(productResidual);
    ScenarioBuilder program = new ScenarioBuilder(CONFIG);
    Matrix first = row(random);
    Matrix second = row(random);
    program.loadRows(Memory.RES, productResidual, first);
    program.loadRows(Memory.RES, otherResidual, second);
    program.loadRows(Memory.ACT, 0, new Matrix(1, CONFIG.cols(), (_, _) -> 0));
    program.loadWeights(0, new Matrix(CONFIG.lanes(), CONFIG.cols(), (_, _) -> 1), 0);
    program.loadRecords(0, Collections.nCopies(CONFIG.cols(), new Requantize(0, 1, SHIFT)));
    program.add(
        new Command.Gemm(
            new Command.Gemm.Rows(0, CONFIG.rowAlignment(), 1, false, false),
            new Command.Gemm.Tiles(0, 1, 1, 0),
            1,
            0,
            Optional.empty(),
            Command.Gemm.Output.rows(WORDS),
            sum(productResidual, 100),
            ALL));
    program.add(
        new Command.Elementwise(
            Memory.ACT, 0, false, 0, WORDS, sum(otherResidual, 100 + WORDS), ALL));
    program.storeRows(Memory.RES, 100, first, false, ALL);
    program.storeRows(Memory.RES, 100 + WORDS, second, true, ALL);
    Model model = Dut.model("hb_accel", CONFIG.parameters());
    AcceleratorTest.run(model, program.build(), Stalls.none(), Stalls.none(), 1);
  }

  private static Matrix row(Random random) {
    return new Matrix(1, CONFIG.cols(), (_, _) -> (short) random.nextInt());
  }

  /// Zero and a residual that counts as it stands.
  private static Epilogue sum(int residual, int output) {
    return new Epilogue(
        Destination.RES,
        output,
        0,
        Short.MIN_VALUE,
        Short.MAX_VALUE,
        Optional.of(new Epilogue.Residual(residual, 0, 1 << SHIFT, 0)),
        Optional.empty());
  }
}
