package dev.halfbyte.loop.fuse;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.loop.Address;
import dev.halfbyte.loop.Bound;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.ListSteps;
import dev.halfbyte.loop.LoopVariable;
import dev.halfbyte.loop.Space;
import dev.halfbyte.loop.Statement;
import dev.halfbyte.loop.StepList;
import dev.halfbyte.loop.TableMap;
import dev.halfbyte.loop.TileContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds what statements touch; a tile touches its rows and its panel as a whole.
final class Accesses {
  private static final LoopVariable ROW = new LoopVariable("tile row");
  private static final LoopVariable ELEMENT = new LoopVariable("tile element");

  private final List<Access> found = new ArrayList<>();
  private final List<Access.Range> around = new ArrayList<>();

  private Accesses() {}

  /// All accesses in the order of execution, those of scratch and constants left out.
  static List<Access> of(List<Statement> body) {
    Accesses accesses = new Accesses();
    accesses.visit(body);
    return List.copyOf(accesses.found);
  }

  private void visit(List<Statement> body) {
    body.forEach(this::visit);
  }

  private void visit(Statement statement) {
    switch (statement) {
      case Statement.Declare d -> visit(d.value());
      case Statement.Assign a -> visit(a.value());
      case Statement.Store s -> {
        visit(s.value());
        s.address().offset().ifPresent(this::visit);
        add(s.buffer(), true, plain(s.address()));
      }
      case Statement.For f -> {
        around.add(new Access.Range(f.variable(), f.extent()));
        visit(f.body());
        around.removeLast();
      }
      case Statement.If i -> {
        visit(i.condition());
        visit(i.body());
      }
      case Statement.Section s -> visit(s.body());
      case TileContract t -> tile(t);
      case TableMap t -> {
        block(t.input(), t.inputAt(), t.count(), false);
        block(t.output(), t.outputAt(), t.count(), true);
      }
      case ListSteps l -> list(l);
    }
  }

  private void tile(TileContract tile) {
    int columns = tile.tile().columns();
    block(tile.initial(), tile.initialAt(), Dim.of(columns));
    around.add(new Access.Range(ROW, tile.rows()));
    Index row = Index.of(ROW).times(tile.pitch());
    block(tile.activations(), tile.activationsAt().plus(row), tile.depth());
    around.removeLast();
    block(tile.weights(), tile.weightsAt(), tile.format().panelSize(tile.tile(), tile.depth()));
    tile.steps().ifPresent(steps -> list(steps, steps.entries(tile.depth()), false));
    tile.groups()
        .ifPresent(groups -> {
          long count = tile.depth().fixed() / groups.depth();
          block(groups.multipliers(), groups.at(), Dim.of(count * columns));
        });
    add(tile.output(), true, Optional.of(Index.ZERO));
  }

  private void list(ListSteps steps) {
    around.add(new Access.Range(ROW, steps.rows()));
    Index row = Index.of(ROW).times(steps.pitch());
    block(steps.activations(), steps.activationsAt().plus(row), steps.depth());
    around.removeLast();
    list(steps.list(), steps.list().entries(steps.depth()), true);
  }

  /// The whole list, with the entries that may be touched after its last one.
  private void list(StepList list, Dim entries, boolean write) {
    block(list.numbers(), list.numbersAt(), Bound.of(entries), write);
    add(list.count(), write, Optional.of(list.countAt()));
    list.values()
        .ifPresent(values ->
            block(values, Index.ZERO, Bound.of(entries.times(Dim.of(list.unit()))), write));
  }

  private void block(Buffer buffer, Index start, Dim count) {
    block(buffer, start, Bound.of(count), false);
  }

  private void block(Buffer buffer, Index start, Bound count, boolean write) {
    around.add(new Access.Range(ELEMENT, count));
    add(buffer, write, Optional.of(start.plus(Index.of(ELEMENT))));
    around.removeLast();
  }

  private void visit(Expression expression) {
    if (expression instanceof Expression.Load load) {
      load.address().offset().ifPresent(this::visit);
      add(
          load.buffer(),
          false,
          load.guard().isPresent() ? Optional.empty() : plain(load.address()));
    }
    expression.operands().forEach(this::visit);
  }

  private static Optional<Index> plain(Address address) {
    return address.offset().isPresent() ? Optional.empty() : Optional.of(address.index());
  }

  private void add(Buffer buffer, boolean write, Optional<Index> address) {
    if (buffer.space() == Space.WORKSPACE || buffer.space() == Space.ARGUMENT) {
      found.add(new Access(buffer, write, address, around));
    }
  }
}
