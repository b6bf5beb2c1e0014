package dev.halfbyte.loop.tables;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.range.DimBounds;
import dev.halfbyte.loop.Bound;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.ListSteps;
import dev.halfbyte.loop.LoopVariable;
import dev.halfbyte.loop.MemoryType;
import dev.halfbyte.loop.Space;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Statement;
import dev.halfbyte.loop.TableMap;
import dev.halfbyte.loop.TileContract;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Splits the innermost loops of one stage.
final class StageSplit {
  /// Largest scratch of a split.
  private static final long MOST_COUNT = 8192;

  private final Stage stage;
  private final DimBounds bounds;
  private final Tables tables;
  private final long leastCount;
  private final List<Buffer> scratch;
  private int names;

  StageSplit(Stage stage, DimBounds bounds, Tables tables, long leastCount) {
    this.leastCount = leastCount;
    this.stage = stage;
    this.bounds = bounds;
    this.tables = tables;
    this.scratch = new ArrayList<>(stage.scratch());
  }

  Stage split() {
    List<Statement> body = body(stage.body());
    return new Stage(stage.name(), stage.origin(), stage.parallel(), stage.extent(), scratch, body);
  }

  private List<Statement> body(List<Statement> body) {
    return body.stream().flatMap(s -> statement(s).stream()).toList();
  }

  private List<Statement> statement(Statement statement) {
    return switch (statement) {
      case Statement.For f -> loop(f);
      case Statement.If i -> List.of(new Statement.If(i.condition(), body(i.body())));
      case Statement.Section s ->
          List.of(new Statement.Section(s.name(), s.origin(), body(s.body())));
      case Statement.Declare _,
          Statement.Assign _,
          Statement.Store _,
          TileContract _,
          TableMap _,
          ListSteps _ ->
          List.of(statement);
    };
  }

  private List<Statement> loop(Statement.For loop) {
    boolean innermost = loop.body().stream().allMatch(s -> isScalar(s));
    if (!innermost) {
      return List.of(
          new Statement.For(loop.variable(), loop.extent(), loop.step(), body(loop.body())));
    }
    OptionalLong most = most(loop.extent());
    if (loop.step() != 1 || most.isEmpty() || most.getAsLong() < leastCount) {
      return List.of(loop);
    }
    return LookupFinder.find(loop, tables)
        .filter(lookup -> lookup.isDirect() || most.getAsLong() <= MOST_COUNT)
        .map(lookup -> new LoopSplit(lookup, loop, tables, new Names(most.getAsLong())).split())
        .map(this::body)
        .orElseGet(() -> List.of(loop));
  }

  private static boolean isScalar(Statement statement) {
    return switch (statement) {
      case Statement.Declare _, Statement.Assign _, Statement.Store _ -> true;
      case Statement.For _,
          Statement.If _,
          Statement.Section _,
          TileContract _,
          TableMap _,
          ListSteps _ ->
          false;
    };
  }

  /// The largest value that is proven for a bound.
  private OptionalLong most(Bound bound) {
    return bound.candidates().stream()
        .map(this::most)
        .flatMap(Optional::stream)
        .mapToLong(Long::longValue)
        .min();
  }

  /// Variables count up from 0, so terms that are subtracted may be left out.
  private Optional<Long> most(Index index) {
    boolean falls =
        index.terms().stream()
            .map(Index.Term::coefficient)
            .allMatch(c -> c.isFixed() && c.fixed() < 0);
    return falls
        ? Optional.of(
            bounds
                .of(index.constant())
                .hi()
                .min(BigInteger.valueOf(Long.MAX_VALUE))
                .longValueExact())
        : Optional.empty();
  }

  /// What a split adds to the stage.
  final class Names {
    private final long count;

    private Names(long count) {
      this.count = count;
    }

    /// Scratch for one element of each iteration.
    Buffer scratch(String hint, MemoryType elem) {
      String name = stage.name() + "_" + hint + names++;
      Buffer buffer = new Buffer(name, elem, Dim.of(count), Space.SCRATCH);
      scratch.add(buffer);
      return buffer;
    }

    LoopVariable variable() {
      return new LoopVariable("table_index" + names++);
    }
  }
}
