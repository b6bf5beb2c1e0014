package dev.halfbyte.conformance.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.conformance.judge.Judge;
import dev.halfbyte.conformance.judge.Verdict;
import dev.halfbyte.conformance.subject.Presence;
import dev.halfbyte.conformance.subject.Subject;
import dev.halfbyte.conformance.subject.Subjects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every case that ever failed, on everything that runs here: `backends/conformance/crashers`.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashersTest {
  private static final Path CRASHERS =
      Path.of(System.getProperty("halfbyte.root"), "backends/conformance/crashers");

  static List<Path> folders() throws IOException {
    try (Stream<Path> folders = Files.list(CRASHERS)) {
      return folders.filter(CrashFolder::isMade).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void everySubjectAgrees(Path folder) throws Exception {
    CrashCase crash = CrashFolder.read(folder);
    assertTrue(crash.cause().isPresent(), folder + ": case.json has no `cause`");
    List<String> findings = new ArrayList<>();
    for (Subject subject : Subjects.all(new Subjects.Options(false)).open()) {
      try (subject) {
        if (Presence.runs(subject)) {
          Verdict verdict = Judge.judge(crash.trial(), Judge.expected(crash.trial()), subject);
          verdict.findings().forEach(finding -> findings.add(finding.toString()));
        }
      }
    }
    assertEquals(List.of(), findings, folder.toString());
  }

  @Test
  void thereAreCases() throws IOException {
    assertTrue(!folders().isEmpty(), "no case in " + CRASHERS);
  }
}
