package dev.halfbyte.bench.rtl;

import dev.halfbyte.bench.Mismatch;
import dev.halfbyte.sim.verilator.Model;
import dev.halfbyte.sim.verilator.Simulation;
import dev.halfbyte.sim.verilator.SimulationOptions;
import dev.halfbyte.sim.verilator.Stalls;
import dev.halfbyte.sim.verilator.StopCondition;
import dev.halfbyte.sim.verilator.StreamSink;
import dev.halfbyte.sim.verilator.StreamSource;
import java.util.Map;

/// The baseline: `tb_outer_product`, as many multiply-accumulates in a square, which skips nothing.
final class OuterArray {
  private static final int ACC_BITS = 24;
  private static final long PATIENCE = 50_000_000;

  private final Model model;
  private final int side;

  /// @param side rows and columns
  /// @param partialProducts whether in the form that is synthesized
  OuterArray(Rtl rtl, int side, boolean partialProducts) {
    this.side = side;
    Map<String, Integer> parameters =
        Map.of("ROWS", side, "COLS", side, "PARTIAL_PRODUCTS", partialProducts ? 1 : 0);
    model = rtl.model("tb_outer_product", parameters);
  }

  /// Simulates a product of signed 4-bit codes, compares every sum and returns the cycles.
  long simulate(Codes act, Codes weights) {
    int rowBlocks = Math.ceilDiv(act.rows(), side);
    int colBlocks = Math.ceilDiv(weights.cols(), side);
    try (Simulation simulation = model.open(SimulationOptions.standard())) {
      simulation.signal("k_i").set(act.cols());
      simulation.signal("row_blocks_i").set(rowBlocks);
      simulation.signal("col_blocks_i").set(colBlocks);
      simulation.reset(2);
      StreamSource source = simulation.source("s_axis_", Stalls.none());
      StreamSink sink = simulation.sink("m_axis_", Stalls.none());
      source.push(words(act, weights));
      simulation.run(PATIENCE, new StopCondition.PortEquals("done_o", 1));
      long cycles = simulation.signal("cycles_o").get();
      simulation.step(2);
      compare(Numbers.signed4().product(act, weights), sink.take().words(), colBlocks);
      return cycles;
    }
  }

  private long[] words(Codes act, Codes weights) {
    Beats beats = new Beats();
    for (int row = 0; row < act.rows(); row += side) {
      for (int k = 0; k < act.cols(); k++) {
        long beat = 0;
        for (int i = 0; i < side; i++) {
          beat |= (long) act.at(row + i, k) << 4 * i;
        }
        beats.beat(beat);
      }
    }
    for (int col = 0; col < weights.cols(); col += side) {
      for (int k = 0; k < act.cols(); k++) {
        long beat = 0;
        for (int i = 0; i < side; i++) {
          beat |= (long) weights.at(k, col + i) << 4 * i;
        }
        beats.beat(beat);
      }
    }
    return beats.toArray();
  }

  private void compare(int[][] expected, long[] out, int colBlocks) {
    int beat = Math.ceilDiv(side * ACC_BITS, Long.SIZE);
    for (int row = 0; row < expected.length; row++) {
      for (int col = 0; col < expected[row].length; col++) {
        int block = row / side * colBlocks + col / side;
        int first = (block * side + row % side) * beat;
        int sum = field(out, first, col % side * ACC_BITS);
        if (sum != expected[row][col]) {
          throw new Mismatch("baseline, row " + row + ", column " + col, expected[row][col], sum);
        }
      }
    }
  }

  /// A sum at a bit position behind `first`; it may cross from one long to the next.
  private static int field(long[] out, int first, int low) {
    int shift = low % Long.SIZE;
    long bits = out[first + low / Long.SIZE] >>> shift;
    if (shift + ACC_BITS > Long.SIZE) {
      bits |= out[first + low / Long.SIZE + 1] << Long.SIZE - shift;
    }
    return Numbers.extended((int) bits, ACC_BITS);
  }
}
