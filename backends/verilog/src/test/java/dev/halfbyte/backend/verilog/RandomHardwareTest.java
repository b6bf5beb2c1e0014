package dev.halfbyte.backend.verilog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.source.DiagnosticException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Random networks on random small hardware: the bits of the interpreter, or a diagnostic that the
/// program does not fit.
class RandomHardwareTest {
  private static final int SAMPLES = 80;
  private static final List<IntType> WIDE = List.of(ElemType.S8, ElemType.U8);
  private static final List<IntType> NARROW = List.of(ElemType.S4, ElemType.U4);

  @Test
  void everySampleGivesTheBitsOfTheInterpreterOrDoesNotFit() {
    int fitted = 0;
    for (long seed = 0; seed < SAMPLES; seed++) {
      fitted += check(seed) ? 1 : 0;
    }
    assertTrue(fitted > SAMPLES / 2, fitted + " of " + SAMPLES + " samples fit");
  }

  private static boolean check(long seed) {
    Random random = new Random(seed);
    int actBits = random.nextBoolean() ? 8 : 4;
    String hardware = hardware(random, actBits);
    IntType codes = (actBits == 8 ? WIDE : NARROW).get(random.nextInt(2));
    int width = 1 + random.nextInt(40);
    int hidden = 1 + random.nextInt(60);
    SealedProgram program =
        random.nextBoolean()
            ? SampleNetwork.feedForward(seed, width, hidden, codes, ElemType.S4)
            : SampleNetwork.classifier(
                seed, List.of(width, hidden, 1 + random.nextInt(12)), codes, ElemType.S4);
    int rows = 1 + random.nextInt(40);
    String input = program.program().parameters().getFirst().name();
    Map<String, Tensor> inputs = Map.of(input, SampleNetwork.data(seed, rows, width));
    try {
      Map<String, Tensor> results = Builds.run(Builds.schedule(program, hardware, rows), inputs);
      assertEquals(
          Interpreter.run(program.program(), inputs), results, "seed " + seed + ": " + hardware);
      return true;
    } catch (DiagnosticException fault) {
      assertEquals(VerilogFault.DOES_NOT_FIT, fault.diagnostics().getFirst().code());
      return false;
    }
  }

  private static String hardware(Random random, int actBits) {
    int lanes = 1 + random.nextInt(4);
    return "rows=%d,cols=%d,lanes=%d,act_bits=%d,act_depth=%d,res_depth=%d,wgt_depth=%d,par_depth=%d,tables=1,cmd_depth=8192"
        .formatted(
            1 + random.nextInt(9),
            lanes * (1 + random.nextInt(6)),
            lanes,
            actBits,
            20 + random.nextInt(600),
            20 + random.nextInt(600),
            10 + random.nextInt(200),
            2 + random.nextInt(60));
  }
}
