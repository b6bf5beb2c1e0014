package dev.halfbyte.driver.verify;

import dev.halfbyte.driver.SealedKernel;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.SealedProgram;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;

/// Whether `verify` notices an artefact with one wrong weight bit.
///
/// @param detected executions that were reported different, as they must be
/// @param missed executions that passed in spite of the wrong bit
public record SelfCheck(
    List<String> detected, List<String> missed, SequencedMap<String, String> skipped) {
  public SelfCheck {
    detected = List.copyOf(detected);
    missed = List.copyOf(missed);
    skipped = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(skipped));
  }

  /// Builds every artefact from a program with one flipped weight bit and verifies it against the
  /// sound one.
  public static SelfCheck run(
      SealedKernel kernel, Arguments inputs, List<Execution> executions, Consumer<String> progress)
      throws IOException, InterruptedException {
    SealedProgram damaged = Tampering.flipWeightBit(kernel.sealed(), inputs);
    VerifyReport report =
        new Verification(kernel, inputs, Optional.empty(), progress).run(executions, damaged);
    List<String> ran = report.digests().keySet().stream().filter(n -> !n.equals("interp")).toList();
    return new SelfCheck(
        ran.stream().filter(report.differences()::containsKey).toList(),
        ran.stream().filter(name -> !report.differences().containsKey(name)).toList(),
        report.skipped());
  }
}
