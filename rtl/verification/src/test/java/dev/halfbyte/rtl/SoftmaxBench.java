package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// `hb_softmax` between a res memory and two write ports; every command has to end in the cycle
/// that its formula says, with what its model says.
final class SoftmaxBench implements AutoCloseable {
  private final Dut dut;
  private final Random random;
  private final int lanes;
  private final int actBits;
  private final int[] res;
  private SoftmaxModel model;

  /// @param dut the unit, with tables of noise
  /// @param res logits, `lanes` to a word; longer than any row reaches
  SoftmaxBench(Dut dut, int lanes, int actBits, int[] res) {
    this.dut = dut;
    random = new Random(lanes);
    this.lanes = lanes;
    this.actBits = actBits;
    this.res = res.clone();
    model = SoftmaxModel.random(random);
  }

  /// Writes the tables of a model, an entry a cycle.
  void load(SoftmaxModel next) {
    model = next;
    for (int d = 0; d < SoftmaxModel.DISTANCES; d++) {
      dut.set("table_we_i", true).set("table_waddr_i", d);
      dut.set("table_wdata_i", model.entry(d)).cycle();
    }
    dut.set("table_we_i", false);
  }

  /// Runs a command to its end; another may start in the next cycle.
  void run(SoftmaxJob job) {
    start(job);
    Map<Integer, SoftmaxJob.Word> codes = new TreeMap<>();
    Map<Integer, Integer> factors = new TreeMap<>();
    long busy = 0;
    boolean done = false;
    while (!done) {
      busy++;
      done = dut.isHigh("done_o");
      if (dut.isHigh("act_we_o")) {
        SoftmaxJob.Word word =
            new SoftmaxJob.Word(dut.bits("act_wdata_o"), dut.isHigh("act_last_o"));
        assertNull(codes.put((int) dut.get("act_waddr_o"), word), "written twice");
      }
      if (dut.isHigh("factor_we_o")) {
        int factor = (int) dut.get("factor_wdata_o");
        assertNull(factors.put((int) dut.get("factor_waddr_o"), factor), "written twice");
      }
      step();
    }
    assertEquals(job.codes(model, res, lanes, actBits), codes, job.toString());
    assertEquals(job.factors(model, res, lanes), factors, job.toString());
    assertEquals(job.timing().busyCycles(), busy, job.toString());
  }

  /// Starts a command and resets the unit some cycles later.
  void abandon(SoftmaxJob job, int cycles) {
    start(job);
    for (int i = 0; i < cycles; i++) {
      step();
    }
    dut.set("rst_ni", false);
    step();
    dut.set("rst_ni", true);
    idle(40);
  }

  /// Expects nothing for some cycles.
  void idle(int cycles) {
    for (int i = 0; i < cycles; i++) {
      for (String port : new String[] {"act_we_o", "factor_we_o", "res_re_o", "done_o"}) {
        assertEquals(0, dut.get(port), port);
      }
      step();
    }
  }

  private void start(SoftmaxJob job) {
    dut.set("early_i", job.early()).set("causal_i", job.causal());
    dut.set("rows_i", job.rows()).set("count_i", job.count());
    dut.set("count_first_i", job.countFirst()).set("words_i", job.words());
    dut.set("s_base_i", job.sBase()).set("s_stride_i", job.sStride());
    dut.set("o_base_i", job.oBase()).set("o_stride_i", job.oStride());
    dut.set("f_base_i", job.fBase()).set("zero_i", job.zero());
    dut.set("start_i", true);
    step();
    dut.set("start_i", false).set("early_i", !job.early()).set("zero_i", ~job.zero() & 0xff);
    dut.set("words_i", random.nextInt(1 << 8));
    dut.set("count_i", random.nextInt(1 << 8)).set("rows_i", random.nextInt(1 << 8));
  }

  /// One cycle; the memory answers in the next, with noise where it was not asked.
  private void step() {
    boolean read = dut.isHigh("res_re_o");
    int address = (int) dut.get("res_raddr_o");
    dut.cycle();
    Bits word = Bits.random(random, lanes * 16);
    for (int l = 0; l < lanes && read; l++) {
      word.set(16 * l, 16, res[address * lanes + l]);
    }
    dut.set("res_rdata_i", word);
  }

  @Override
  public void close() {
    dut.close();
  }
}
