package dev.halfbyte.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.driver.Targets;
import dev.halfbyte.driver.verify.Execution;
import dev.halfbyte.driver.verify.VerifyReport;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.backend.Variant;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RequiredVariantsTest {
  /// A variant that never runs, for one of the two reasons.
  private record Absent(String name, boolean beyondProcessor) implements Variant {
    @Override
    public Optional<String> unavailable() {
      return Optional.of(beyondProcessor ? "this CPU lacks avx512f" : "no qemu-aarch64");
    }

    @Override
    public Variant.Execution run(
        SealedProgram program,
        Path artefact,
        SortedMap<String, Long> dims,
        SequencedMap<String, Tensor> inputs,
        Path scratch) {
      throw new IllegalStateException("absent");
    }
  }

  private static List<String> missing(String... required) {
    List<Variant> variants = List.of(new Absent("fast", true), new Absent("emulated", false));
    SequencedMap<String, String> skipped = new LinkedHashMap<>();
    variants.forEach(variant -> skipped.put(variant.name(), variant.unavailable().orElseThrow()));
    VerifyReport report =
        new VerifyReport(
            "k",
            "hash",
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            skipped,
            new LinkedHashMap<>(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            0,
            0,
            0,
            0,
            Optional.empty());
    Execution execution =
        new Execution(Targets.available().backend("jvm"), "jvm", new TreeMap<>(), variants);
    return RequiredVariants.missing(List.of(required), report, List.of(execution));
  }

  @Test
  void allLeavesOutWhatOnlyAnotherProcessorCouldRun() {
    assertEquals(List.of("emulated"), missing("all"));
  }

  @Test
  void aNameIsRequiredWhateverTheReason() {
    assertEquals(List.of("fast"), missing("fast"));
  }

  @Test
  void nothingIsRequiredByDefault() {
    assertEquals(List.of(), missing());
  }
}
