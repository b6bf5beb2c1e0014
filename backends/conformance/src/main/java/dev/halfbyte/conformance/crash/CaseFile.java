package dev.halfbyte.conformance.crash;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.halfbyte.conformance.judge.Finding;
import dev.halfbyte.conformance.trial.Origin;
import dev.halfbyte.conformance.trial.Recipe;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// `case.json` of a crash folder: all but program and tensors.
///
/// @param cause one line, written by who found it
/// @param variation seed of threads, tilings and stalls
/// @param recipe with `seed`, `index` and `record`: how the program was made; only there for
///   generated ones
record CaseFile(
    @Nullable String cause,
    String subject,
    String execution,
    Finding.Kind kind,
    String what,
    SortedMap<String, Long> dims,
    long variation,
    @Nullable Recipe recipe,
    long seed,
    long index,
    @Nullable List<Integer> record,
    SortedMap<String, String> versions) {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  static CaseFile of(CrashCase crash) {
    Optional<Origin> origin = crash.origin();
    return new CaseFile(
        crash.cause().orElse(null),
        crash.subject(),
        crash.finding().execution(),
        crash.finding().kind(),
        crash.finding().what(),
        new TreeMap<>(crash.trial().arguments().dims()),
        crash.trial().variation().seed(),
        origin.map(Origin::recipe).orElse(null),
        origin.map(Origin::seed).orElse(0L),
        origin.map(Origin::index).orElse(0L),
        origin.map(Origin::record).orElse(null),
        installed());
  }

  static CaseFile of(Origin origin, Finding finding) {
    return new CaseFile(
        null,
        finding.execution(),
        finding.execution(),
        finding.kind(),
        finding.what().lines().findFirst().orElse(""),
        new TreeMap<>(),
        0,
        origin.recipe(),
        origin.seed(),
        origin.index(),
        origin.record(),
        installed());
  }

  static CaseFile parse(String json) {
    return GSON.fromJson(json, CaseFile.class);
  }

  String json() {
    return GSON.toJson(this) + "\n";
  }

  Optional<Origin> origin() {
    return recipe == null || record == null
        ? Optional.empty()
        : Optional.of(new Origin(recipe, seed, index, record));
  }

  private static SortedMap<String, String> installed() {
    SortedMap<String, String> versions = new TreeMap<>();
    versions.put("halfbyte", "0.1.0");
    versions.put("java", System.getProperty("java.version"));
    versions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return versions;
  }
}
