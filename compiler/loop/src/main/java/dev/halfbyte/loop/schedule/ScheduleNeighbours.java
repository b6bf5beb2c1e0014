package dev.halfbyte.loop.schedule;

import dev.halfbyte.loop.ListSteps;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Statement;
import dev.halfbyte.loop.TableMap;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.TileContract;
import dev.halfbyte.loop.TileShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Schedules that differ from one in one choice, as far as the choice can matter to a program.
public final class ScheduleNeighbours {
  private static final List<Integer> TILES_OF_A_BLOCK = List.of(2, 4);

  /// What fusion appends to the name of the first stage of a group.
  private static final String FUSED = "_rows";

  private final Schedule schedule;
  private final LoopProgram program;
  private final TargetFacts target;
  private final List<Schedule> found = new ArrayList<>();

  private ScheduleNeighbours(Schedule schedule, LoopProgram program, TargetFacts target) {
    this.schedule = schedule;
    this.program = program;
    this.target = target;
  }

  /// @param program as `schedule` has it
  /// @param target without a schedule
  public static List<Schedule> of(Schedule schedule, LoopProgram program, TargetFacts target) {
    ScheduleNeighbours neighbours = new ScheduleNeighbours(schedule, program, target);
    Arrays.stream(ScheduleKey.values()).forEach(neighbours::collect);
    return List.copyOf(neighbours.found);
  }

  /// Other values of `key`, and its absence.
  private void collect(ScheduleKey key) {
    if (schedule.value(key).isPresent()) {
      found.add(schedule.without(key));
    }
    values(key)
        .filter(value -> !schedule.value(key).equals(java.util.Optional.of(value)))
        .forEach(value -> found.add(schedule.with(key, value)));
  }

  private Stream<String> values(ScheduleKey key) {
    return switch (key) {
      case FUSE -> groups().isEmpty() ? Stream.of() : Stream.of("off");
      case APART -> apart();
      case TILE -> hasTiles() ? tiles() : Stream.of();
      case ORDER -> hasTiles() ? Stream.of("panels", "rows") : Stream.of();
      case ROWS -> groups().isEmpty() ? Stream.of() : blocks();
      case DIGITS, TABLES, SKIP -> Stream.of("off");
    };
  }

  /// One more group kept apart than there are.
  private Stream<String> apart() {
    String before = schedule.value(ScheduleKey.APART).map(names -> names + "+").orElse("");
    return groups().stream().map(name -> before + name);
  }

  private Stream<String> tiles() {
    return target.choices().tiles().stream()
        .filter(shape -> !target.tile().map(t -> t.shape().equals(shape)).orElse(true))
        .map(Schedule::label);
  }

  private Stream<String> blocks() {
    int rows = schedule.on(target).tile().map(tile -> tile.shape()).map(TileShape::rows).orElse(1);
    return TILES_OF_A_BLOCK.stream().map(tiles -> Integer.toString(tiles * rows));
  }

  /// Names of the first stages of what is fused.
  private List<String> groups() {
    return program.stages().stream()
        .map(Stage::name)
        .filter(name -> name.endsWith(FUSED))
        .map(name -> name.substring(0, name.length() - FUSED.length()))
        .toList();
  }

  private boolean hasTiles() {
    return program.stages().stream().anyMatch(stage -> hasTiles(stage.body()));
  }

  private static boolean hasTiles(List<Statement> body) {
    return body.stream()
        .anyMatch(statement ->
            switch (statement) {
              case TileContract _ -> true;
              case Statement.For f -> hasTiles(f.body());
              case Statement.If i -> hasTiles(i.body());
              case Statement.Section s -> hasTiles(s.body());
              case Statement.Declare _,
                  Statement.Assign _,
                  Statement.Store _,
                  TableMap _,
                  ListSteps _ ->
                  false;
            });
  }
}
