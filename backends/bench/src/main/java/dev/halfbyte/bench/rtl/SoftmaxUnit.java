package dev.halfbyte.bench.rtl;

import dev.halfbyte.bench.Mismatch;
import dev.halfbyte.sim.verilator.Model;
import dev.halfbyte.sim.verilator.Signal;
import dev.halfbyte.sim.verilator.Simulation;
import dev.halfbyte.sim.verilator.SimulationOptions;
import java.util.Map;

/// `hb_softmax` of four lanes between a memory of logits and one of codes.
final class SoftmaxUnit {
  private static final int LANES = 4;
  private static final long PATIENCE = 1_000_000;

  private final Model model;

  SoftmaxUnit(Rtl rtl) {
    model = rtl.model("hb_softmax", Map.of("LANES", LANES));
  }

  /// What the unit wrote, and the cycles it was busy.
  record Result(Codes codes, long cycles) {}

  /// Runs one command of `norm early` over all rows and compares every code with the interpreter.
  Result simulate(LogitBlock block) {
    int words = Math.ceilDiv(block.count(), LANES);
    byte[] written = new byte[block.rows() * block.count()];
    try (Simulation simulation = model.open(SimulationOptions.standard())) {
      simulation.reset(2);
      table(simulation);
      start(simulation, block, words);
      long cycles = 0;
      boolean done = false;
      while (!done) {
        cycles++;
        if (cycles > PATIENCE) {
          throw new Mismatch("busy cycles", "an end", cycles);
        }
        done = simulation.signal("done_o").get() != 0;
        if (simulation.signal("act_we_o").get() != 0) {
          int address = (int) simulation.signal("act_waddr_o").get();
          long word = simulation.signal("act_wdata_o").get();
          for (int l = 0; l < LANES; l++) {
            int element = address % words * LANES + l;
            if (element < block.count()) {
              written[address / words * block.count() + element] = (byte) (word >> 4 * l & 15);
            }
          }
        }
        step(simulation, block, words);
      }
      Codes codes = new Codes(block.rows(), block.count(), written);
      compare(block.codes(), codes);
      return new Result(codes, cycles);
    }
  }

  private static void table(Simulation simulation) {
    Codes codes = LogitBlock.byDistance();
    simulation.signal("table_we_i").set(1);
    for (int d = 0; d < codes.cols(); d++) {
      int code = codes.at(0, d);
      simulation.signal("table_waddr_i").set(d);
      simulation.signal("table_wdata_i").set(LogitBlock.LOG2.decode(code) << 8 | code);
      simulation.step(1);
    }
    simulation.signal("table_we_i").set(0);
  }

  private static void start(Simulation simulation, LogitBlock block, int words) {
    Map<String, Integer> fields =
        Map.of(
            "early_i",
            1,
            "rows_i",
            block.rows(),
            "count_i",
            block.count(),
            "words_i",
            words,
            "s_stride_i",
            words,
            "o_stride_i",
            words,
            "zero_i",
            LogitBlock.ZERO,
            "start_i",
            1);
    fields.forEach((port, value) -> simulation.signal(port).set(value));
    step(simulation, block, words);
    simulation.signal("start_i").set(0);
  }

  /// A cycle; the memory of logits answers in the next.
  private static void step(Simulation simulation, LogitBlock block, int words) {
    int address = (int) simulation.signal("res_raddr_o").get();
    Signal data = simulation.signal("res_rdata_i");
    simulation.step(1);
    long word = 0;
    for (int l = 0; l < LANES; l++) {
      int row = Math.min(block.rows() - 1, address / words);
      int logit = block.logit(row, address % words * LANES + l);
      word |= (logit & 0xffffL) << 16 * l;
    }
    data.set(word);
  }

  private static void compare(Codes expected, Codes actual) {
    byte[] wanted = expected.values();
    byte[] found = actual.values();
    for (int i = 0; i < wanted.length; i++) {
      Mismatch.check("softmax code " + i, wanted[i], found[i]);
    }
  }
}
