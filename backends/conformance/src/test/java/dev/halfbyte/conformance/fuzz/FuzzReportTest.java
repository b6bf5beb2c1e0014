package dev.halfbyte.conformance.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FuzzReportTest {
  private static final String LOG =
      """
      #2\tINITED cov: 4 ft: 4 corp: 1/1b exec/s: 0 rss: 458Mb
      #131326\tNEW    cov: 10 ft: 11 corp: 4/158b lim: 1300 exec/s: 131326 rss: 461Mb L: 131/131

      == Java Exception: java.lang.IllegalStateException: the planted crash
      \tat dev.halfbyte.Some.where(Some.java:22)
      DEDUP_TOKEN: f48eb12d60d0555e
      ==4711== ERROR: libFuzzer: timeout after 20 seconds
      stat::number_of_executed_units: 153288
      stat::average_exec_per_sec:     76644
      """;

  @Test
  void figuresComeFromTheFuzzersOwnLog() {
    assertEquals(
        new FuzzReport(
            153288,
            76644,
            10,
            4,
            List.of(
                "java.lang.IllegalStateException: the planted crash",
                "libFuzzer: timeout after 20 seconds")),
        FuzzReport.of(LOG.lines().toList(), Duration.ofSeconds(9)));
  }

  @Test
  void aRateThatTheFuzzerDoesNotGiveIsMeasured() {
    List<String> log =
        List.of("stat::number_of_executed_units: 500", "stat::average_exec_per_sec: 0");
    assertEquals(250, FuzzReport.of(log, Duration.ofSeconds(2)).perSecond());
  }

  @Test
  void runsOnOneCorpusAddUp() {
    FuzzReport first = new FuzzReport(100, 50, 30, 7, List.of("a"));
    FuzzReport second = new FuzzReport(20, 60, 29, 9, List.of("b"));
    assertEquals(new FuzzReport(120, 60, 30, 9, List.of("a", "b")), first.then(second));
    assertEquals(first, FuzzReport.none().then(first));
  }

  @Test
  void theDictionaryHasWordsAndSignsAsTheFuzzerReadsThem() {
    assertEquals(
        List.of("\"(\"", "\")\"", "\"*\""),
        Words.dictionary(List.of("f (x) *".getBytes(StandardCharsets.UTF_8))).lines().toList());
    assertEquals(
        List.of("\"\\\"\"", "\"\\\\\\\")\"", "\"f32\""),
        Words.dictionary(List.of("\"q\\\") f32".getBytes(StandardCharsets.UTF_8)))
            .lines()
            .toList());
  }
}
