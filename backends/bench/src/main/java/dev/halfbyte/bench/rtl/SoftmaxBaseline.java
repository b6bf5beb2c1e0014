package dev.halfbyte.bench.rtl;

import dev.halfbyte.bench.Mismatch;
import dev.halfbyte.sim.verilator.Model;
import dev.halfbyte.sim.verilator.Simulation;
import dev.halfbyte.sim.verilator.SimulationOptions;
import java.util.Map;

/// The softmax that is usually built, `tb_softmax_baseline`: exponentials, a reciprocal, products.
final class SoftmaxBaseline {
  private static final int DIVISION = 20;
  private static final int PIPELINE = 3;
  private static final double ONE = 65535;

  private final Model model;

  SoftmaxBaseline(Rtl rtl) {
    model = rtl.model("tb_softmax_baseline", Map.of());
  }

  /// The codes that it gives.
  Codes simulate(LogitBlock block) {
    byte[] codes = new byte[block.rows() * block.count()];
    try (Simulation simulation = model.open(SimulationOptions.standard())) {
      simulation.reset(2);
      for (String port : new String[] {"sum_present_i", "max_present_i", "code_present_i"}) {
        simulation.signal(port).set(1);
      }
      simulation.signal("zero_i").set(LogitBlock.ZERO);
      for (int row = 0; row < block.rows(); row++) {
        row(simulation, block, row, codes);
      }
    }
    return new Codes(block.rows(), block.count(), codes);
  }

  private static void row(Simulation simulation, LogitBlock block, int row, byte[] codes) {
    int count = block.count();
    long[] exponentials = new long[count];
    for (String pass : new String[] {"max", "sum"}) {
      int next = 0;
      for (int i = 0; i < count + PIPELINE; i++) {
        long index = simulation.signal("table_index_o").get();
        offer(simulation, pass, i, count);
        simulation.signal(pass + "_logit_i").set(block.logit(row, i) & 0xffff);
        simulation.step(1);
        simulation.signal("table_rdata_i").set(Math.round(ONE * Math.pow(2, -index / 16.0)));
        simulation.settle();
        if (simulation.signal("exp_valid_o").get() != 0) {
          exponentials[next] = simulation.signal("exp_o").get();
          next++;
        }
      }
    }
    simulation.step(DIVISION);
    int next = row * count;
    for (int i = 0; i < count + PIPELINE; i++) {
      offer(simulation, "code", i, count);
      simulation.signal("code_exp_i").set(i < count ? exponentials[i] : 0);
      simulation.step(1);
      if (simulation.signal("valid_o").get() != 0) {
        codes[next] = (byte) simulation.signal("code_o").get();
        next++;
      }
    }
    Mismatch.check("codes of the baseline", (row + 1L) * count, next);
  }

  private static void offer(Simulation simulation, String pass, int i, int count) {
    simulation.signal(pass + "_valid_i").set(i < count ? 1 : 0);
    simulation.signal(pass + "_last_i").set(i == count - 1 ? 1 : 0);
  }
}
