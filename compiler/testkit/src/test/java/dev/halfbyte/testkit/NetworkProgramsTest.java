package dev.halfbyte.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.OpSchema;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.RequantizeAdd;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Networks hold what accelerators have units for, and all of it.
final class NetworkProgramsTest {
  private static final int PROGRAMS = 200;
  private static final Set<String> UNITS =
      Set.of(
          "binary",
          "cast",
          "constant",
          "contract",
          "dequantize",
          "lookup",
          "quantize",
          "reduce",
          "requantize",
          "requantize_add",
          "reshape",
          "view");

  private static List<Program> programs() {
    List<Program> programs = new ArrayList<>();
    for (int seed = 0; seed < PROGRAMS; seed++) {
      programs.add(ProgramGenerator.generate(seed, GeneratorOptions.network(8)).program());
    }
    return programs;
  }

  @Test
  void everyUnitIsUsedAndNothingElse() {
    Set<String> seen = new HashSet<>();
    for (Program program : programs()) {
      for (Node node : program.nodes()) {
        seen.add(OpSchema.of(node.op().getClass()).mnemonic());
      }
    }
    assertEquals(UNITS, seen);
  }

  @Test
  void floatsAreInputsAndWhatDequantizersMade() {
    for (Program program : programs()) {
      for (Parameter parameter : program.parameters()) {
        assertEquals(ElemType.F32, parameter.type().elem());
      }
      for (Output output : program.outputs()) {
        Node last = program.definitions().get(output.value());
        assertTrue(
            last != null && last.op() instanceof Dequantize, () -> output + " in " + program);
      }
    }
  }

  @Test
  void graphsBranchAndJoin() {
    int inputs = 0;
    int residuals = 0;
    int chains = 0;
    for (Program program : programs()) {
      inputs = Math.max(inputs, program.parameters().size());
      long products = count(program, Contract.class) + count(program, Lookup.class);
      chains = Math.max(chains, Math.toIntExact(products + count(program, Requantize.class)));
      residuals = Math.max(residuals, Math.toIntExact(count(program, RequantizeAdd.class)));
    }
    assertTrue(inputs >= 3, "inputs " + inputs);
    assertTrue(residuals >= 3, "residual adds " + residuals);
    assertTrue(chains >= 8, "products, tables and requantizations " + chains);
  }

  private static long count(Program program, Class<?> op) {
    return program.nodes().stream().filter(node -> op.isInstance(node.op())).count();
  }
}
