package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.sim.verilator.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Yosys proves the assertions of rtl/formal by temporal induction, from any state that satisfies
/// them and from reset, and finds a run that breaks one of them for every planted fault: for each
/// third in a normal run, for all with `-Dhalfbyte.formal.stride=1`.
@Execution(ExecutionMode.CONCURRENT)
class FormalTest {
  private static final int STRIDE = Integer.getInteger("halfbyte.formal.stride", 3);

  @TempDir Path folder;

  static List<FormalProof> proofs() {
    return FormalProof.all();
  }

  static Stream<Arguments> faults() {
    return proofs().stream()
        .flatMap(proof ->
            IntStream.range(0, proof.faults().size())
                .filter(i -> i % STRIDE == 0)
                .mapToObj(proof.faults()::get)
                .map(fault -> Arguments.of(proof, fault.old(), fault.replacement())));
  }

  @ParameterizedTest
  @MethodSource("proofs")
  void theUnitKeepsItsPromises(FormalProof proof) {
    ToolProcess result =
        yosys(
            proof,
            RtlSources.of(proof.unit()),
            "-tempinduct -verify -initsteps "
                + (proof.steps() - 1)
                + (" -maxsteps " + proof.steps()));
    assertEquals(0, result.exitCode(), result.output());
    assertTrue(result.output().contains("Induction step proven: SUCCESS!"), result.output());
    assertFalse(proof.faults().isEmpty(), "nothing shows that this proof can fail");
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aPlantedFaultIsRefuted(FormalProof proof, String old, String replacement)
      throws IOException {
    List<Path> sources = new ArrayList<>(RtlSources.of(proof.unit()));
    Path unit = RtlSources.root().resolve("src/" + proof.unit() + ".sv");
    String text = RtlSources.text(unit);
    assertEquals(text.indexOf(old), text.lastIndexOf(old), "occurs more than once: " + old);
    assertTrue(text.contains(old), "does not occur: " + old);
    Path faulty = folder.resolve(proof.unit() + ".sv");
    Files.writeString(faulty, text.replace(old, replacement));
    sources.replaceAll(source -> source.equals(unit) ? faulty : source);
    // All steps at once: to find a run takes less than to prove that there is no shorter one.
    ToolProcess result = yosys(proof, sources, "-seq " + proof.cycles());
    assertTrue(
        result.output().contains("SAT proof finished - model found: FAIL!"), result.output());
  }

  private static ToolProcess yosys(FormalProof proof, List<Path> sources, String mode) {
    List<Path> files = new ArrayList<>(sources);
    files.add(proof.file());
    // Flattened before anything is optimised, so that `hierconn` wires meet the unit's registers;
    // merged, so that a cut product is one product to the unit and to its formula.
    String script =
        "read_verilog -sv -formal "
            + String.join(" ", RtlTools.arguments(files))
            + ("; hierarchy -check -top " + proof.name())
            + "; proc; memory_map; flatten; async2sync; dffunmap"
            + "; opt -full; wreduce; opt -full; wreduce; opt -full; opt_merge -share_all"
            + proof.cut().map(type -> "; cutpoint t:" + type).orElse("")
            + "; opt_clean; check -assert; sat -set-assumes -prove-asserts "
            + (mode + " " + proof.name());
    return RtlTools.run("yosys", "yosys", List.of("-Q", "-p", script));
  }
}
