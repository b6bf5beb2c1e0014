package dev.halfbyte.loop.schedule;

import dev.halfbyte.loop.Choices;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.TileShape;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.Suggestions;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What is chosen otherwise than the lowering would; no choice changes a bit.
///
/// The text form is `key=value` joined by commas, e.g. `fuse=off,tile=6x32`; `default` where
/// nothing is chosen. What is absent is left to the lowering.
///
/// @param chosen a value for each key that is chosen, in the order of [ScheduleKey]
public record Schedule(SortedMap<ScheduleKey, String> chosen) {
  public static final Schedule DEFAULT = new Schedule(new TreeMap<>());

  private static final String NOTHING = "default";

  public Schedule {
    chosen = Collections.unmodifiableSortedMap(new TreeMap<>(chosen));
    chosen.forEach((key, value) -> {
      if (!key.takes(value)) {
        throw badValue(key, value);
      }
    });
  }

  /// Reads the text form.
  ///
  /// @throws DiagnosticException for an unknown key, a value that it has not, a key that comes
  ///   twice
  public static Schedule parse(String text) {
    Map<String, String> options = new TreeMap<>();
    if (!text.equals(NOTHING) && !text.isEmpty()) {
      for (String part : text.split(",", -1)) {
        int equals = part.indexOf('=');
        String name = (equals < 0 ? part : part.substring(0, equals)).strip();
        String value = equals < 0 ? "" : part.substring(equals + 1).strip();
        if (options.put(name, value) != null) {
          throw new DiagnosticException(
              Diagnostic.error(ScheduleCode.BAD_VALUE, "a schedule has `%s` twice".formatted(name))
                  .help("leave one of them out"));
        }
      }
    }
    return of(options);
  }

  /// The schedule of options by name.
  ///
  /// @throws DiagnosticException as [#parse]
  public static Schedule of(Map<String, String> options) {
    SortedMap<ScheduleKey, String> chosen = new TreeMap<>();
    options.forEach((name, value) -> chosen.put(key(name), value));
    return new Schedule(chosen);
  }

  private static ScheduleKey key(String name) {
    return ScheduleKey.of(name)
        .orElseThrow(() ->
            new DiagnosticException(
                Diagnostic.error(
                        ScheduleCode.UNKNOWN_KEY, "a schedule has no choice `%s`".formatted(name))
                    .help(
                        Suggestions.didYouMean(name, ScheduleKey.labels())
                            .orElse("choices: " + String.join(", ", ScheduleKey.labels())))));
  }

  private static DiagnosticException badValue(ScheduleKey key, String value) {
    return new DiagnosticException(
        Diagnostic.error(
                ScheduleCode.BAD_VALUE,
                "choice `%s` has no value `%s`".formatted(key.label(), value))
            .help("its values: " + key.valuesText()));
  }

  /// The options of a build request that state it.
  public SortedMap<String, String> options() {
    SortedMap<String, String> options = new TreeMap<>();
    chosen.forEach((key, value) -> options.put(key.label(), value));
    return options;
  }

  public Optional<String> value(ScheduleKey key) {
    return Optional.ofNullable(chosen.get(key));
  }

  /// The same with one more choice.
  public Schedule with(ScheduleKey key, String value) {
    SortedMap<ScheduleKey, String> more = new TreeMap<>(chosen);
    more.put(key, value);
    return new Schedule(more);
  }

  /// The same without a choice.
  public Schedule without(ScheduleKey key) {
    SortedMap<ScheduleKey, String> fewer = new TreeMap<>(chosen);
    fewer.remove(key);
    return new Schedule(fewer);
  }

  /// The facts of a target under this schedule.
  ///
  /// @throws DiagnosticException where the leaf of the target has no such tile
  public TargetFacts on(TargetFacts target) {
    Choices usual = target.choices();
    TargetFacts facts = value(ScheduleKey.TILE).map(text -> tiled(target, text)).orElse(target);
    facts = has(ScheduleKey.FUSE) ? facts.unfused() : facts;
    facts = has(ScheduleKey.TABLES) ? facts.withTables(OptionalLong.empty()) : facts;
    facts = has(ScheduleKey.SKIP) ? facts.withStepLists(Optional.empty()) : facts;
    SortedSet<String> apart =
        value(ScheduleKey.APART)
            .map(names -> new TreeSet<>(List.of(names.split("\\+"))))
            .orElseGet(TreeSet::new);
    return facts.withChoices(
        new Choices(
            order().orElse(usual.order()),
            rowBlock(facts),
            usual.digitSums() && !has(ScheduleKey.DIGITS),
            usual.inPassing(),
            apart,
            usual.tiles()));
  }

  private boolean has(ScheduleKey key) {
    return chosen.containsKey(key);
  }

  private Optional<Choices.Order> order() {
    return value(ScheduleKey.ORDER)
        .map(name -> name.equals("rows") ? Choices.Order.ROWS : Choices.Order.PANELS);
  }

  private int rowBlock(TargetFacts facts) {
    Optional<Integer> wanted = value(ScheduleKey.ROWS).map(Integer::valueOf);
    int rows = facts.tile().map(tile -> tile.shape().rows()).orElse(1);
    if (wanted.isPresent() && wanted.get() % rows != 0) {
      throw new DiagnosticException(
          Diagnostic.error(
                  ScheduleCode.BAD_VALUE,
                  "blocks of %d rows are no whole tiles of %d".formatted(wanted.get(), rows))
              .help("take a multiple of %d, e.g. `rows=%d`".formatted(rows, 2 * rows)));
    }
    return wanted.orElse(0);
  }

  private static TargetFacts tiled(TargetFacts target, String text) {
    List<TileShape> tiles = target.choices().tiles();
    return tiles.stream()
        .filter(shape -> label(shape).equals(text))
        .findFirst()
        .map(target::withTile)
        .orElseThrow(() ->
            new DiagnosticException(
                Diagnostic.error(
                        ScheduleCode.NO_TILE,
                        "the leaf of `%s` has no tile %s".formatted(target.name(), text))
                    .help(
                        tiles.isEmpty()
                            ? "its tile is not a choice"
                            : "there are "
                                + tiles.stream()
                                    .map(Schedule::label)
                                    .collect(Collectors.joining(", ")))));
  }

  /// A tile as schedules name it.
  public static String label(TileShape shape) {
    return shape.rows() + "x" + shape.columns();
  }

  @Override
  public String toString() {
    return chosen.isEmpty()
        ? NOTHING
        : chosen.entrySet().stream()
            .map(entry -> entry.getKey().label() + "=" + entry.getValue())
            .collect(Collectors.joining(","));
  }
}
