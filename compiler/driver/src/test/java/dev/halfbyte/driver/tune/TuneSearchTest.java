package dev.halfbyte.driver.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.loop.schedule.Schedule;
import dev.halfbyte.loop.schedule.ScheduleKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The search on schedules whose speed is made up.
final class TuneSearchTest {
  private static final TuneKey KEY =
      new TuneKey("0", "abc", "x86_64", "v", "cpu", new TreeMap<>(), "data");

  @TempDir Path folder;

  private final List<String> measured = new ArrayList<>();

  /// Four choices, of which each can be made or not.
  private static List<TuneSearch.Neighbour> neighbours(Schedule schedule) {
    List<TuneSearch.Neighbour> neighbours = new ArrayList<>();
    for (ScheduleKey key :
        List.of(ScheduleKey.FUSE, ScheduleKey.DIGITS, ScheduleKey.TABLES, ScheduleKey.SKIP)) {
      Schedule other =
          schedule.value(key).isPresent() ? schedule.without(key) : schedule.with(key, "off");
      neighbours.add(new TuneSearch.Neighbour(other, 1));
    }
    return neighbours;
  }

  private Measurer speeds(double digits, double tables) {
    return (schedule, samples) -> {
      measured.add(schedule + " " + samples);
      double speed =
          (schedule.value(ScheduleKey.FUSE).isPresent() ? .9 : 1)
              * (schedule.value(ScheduleKey.DIGITS).isPresent() ? digits : 1)
              * (schedule.value(ScheduleKey.TABLES).isPresent() ? tables : 1);
      return new Measurement(List.of(speed * .99, speed, speed * 1.02));
    };
  }

  private static TuneResult search(Measurer measurer, BooleanSupplier time) {
    return new TuneSearch(TuneSearchTest::neighbours, measurer, time, line -> {}).run();
  }

  @Test
  void choicesThatHelpAreFoundTogether() {
    TuneResult result = search(speeds(1.1, 1.2), () -> true);
    assertEquals("digits=off,tables=off", result.best().schedule().toString());
    assertEquals(1.32, result.best().measured().median(), 1e-9);
    assertTrue(result.isBetter());
    assertTrue(
        result
            .sentence()
            .matches(
                "digits=off,tables=off: 1.320 times as fast .*\\(1.307\\.\\.1.346, 3 .* tried"),
        result.sentence());
    assertEquals("digits=off,tables=off 31", measured.getLast());
  }

  @Test
  void littleIsNotBetter() {
    TuneResult result = search(speeds(1.02, 1), () -> true);
    assertFalse(result.isBetter());
    assertEquals("the model's choice is within 3 % of the best of 8 tried", result.sentence());
  }

  /// A gain that a longer measurement does not show again is none; the next best one is looked at.
  @Test
  void aGainHasToShowTwice() {
    Measurer speeds = speeds(1.2, 1);
    Measurer lucky =
        (schedule, samples) ->
            schedule.toString().equals("skip=off") && samples < 20
                ? new Measurement(List.of(1.5))
                : speeds.measure(schedule, samples);
    TuneResult result = search(lucky, () -> true);
    assertEquals("digits=off", result.best().schedule().toString());
  }

  @Test
  void nothingBeginsWhenTimeIsOver() {
    List<String> asked = new ArrayList<>();
    TuneResult result =
        search(
            speeds(1.1, 1.2),
            () -> {
              asked.add("");
              return asked.size() <= 2;
            });
    assertEquals(3, result.left());
    assertEquals("digits=off", result.best().schedule().toString());
    assertTrue(result.sentence().contains("time was over before 3 more"), result.sentence());
  }

  @Test
  void anInterruptedSearchGoesOnWhereItWas() {
    Measurer speeds = speeds(1.1, 1.2);
    Measurer breaks =
        (schedule, samples) -> {
          if (measured.size() == 3) {
            throw new IllegalStateException("interrupted");
          }
          return speeds.measure(schedule, samples);
        };
    CachedMeasurer first = new CachedMeasurer(folder, KEY, breaks);
    assertThrows(IllegalStateException.class, () -> search(first, () -> true));
    assertEquals(3, measured.size());
    CachedMeasurer second = new CachedMeasurer(folder, KEY, speeds);
    TuneResult resumed = search(second, () -> true);
    assertEquals(3, second.found());
    List<String> once = List.copyOf(measured);
    assertEquals(search(speeds, () -> true), resumed);
    assertEquals(once.size(), once.stream().distinct().count(), once.toString());
  }

  @Test
  void measurementsOfSomethingElseAreMadeAnew() throws IOException {
    Measurer speeds = speeds(1, 1);
    new CachedMeasurer(folder, KEY, speeds).measure(Schedule.DEFAULT, 11);
    TuneKey other = new TuneKey("0", "abd", "x86_64", "v", "cpu", new TreeMap<>(), "data");
    new CachedMeasurer(folder, other, speeds).measure(Schedule.DEFAULT, 11);
    new CachedMeasurer(folder, KEY, speeds).measure(Schedule.parse("skip=off"), 11);
    new CachedMeasurer(folder, KEY, speeds).measure(Schedule.DEFAULT, 31);
    assertEquals(4, measured.size());
    Path file = folder.resolve(KEY.name(Schedule.DEFAULT, 11) + ".json");
    for (String damaged : List.of("", "{", "[]", "{\"ratios\": []}", "{\"ratios\": [\"x\"]}")) {
      Files.writeString(file, damaged);
      CachedMeasurer again = new CachedMeasurer(folder, KEY, speeds);
      assertEquals(1, again.measure(Schedule.DEFAULT, 11).median());
      assertEquals(0, again.found(), damaged);
    }
    CachedMeasurer again = new CachedMeasurer(folder, KEY, speeds);
    assertEquals(1, again.measure(Schedule.DEFAULT, 11).median());
    assertEquals(1, again.found());
  }
}
