package dev.halfbyte.backend.jvm;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.loop.Address;
import dev.halfbyte.loop.Bound;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.ListSteps;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Statement;
import dev.halfbyte.loop.StepList;
import dev.halfbyte.loop.TableMap;
import dev.halfbyte.loop.TileContract;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/// The symbolic extents and coefficients that a stage needs, computed once at its start.
final class StageDims {
  private final SequencedSet<Dim> dims = new LinkedHashSet<>();

  private StageDims() {}

  static SequencedSet<Dim> of(Stage stage) {
    StageDims collector = new StageDims();
    collector.statements(stage.body());
    return collector.dims;
  }

  static SequencedSet<Dim> of(Statement.Section section) {
    StageDims collector = new StageDims();
    collector.statements(section.body());
    return collector.dims;
  }

  private void statements(List<Statement> body) {
    body.forEach(this::statement);
  }

  private void statement(Statement statement) {
    switch (statement) {
      case Statement.Declare d -> expression(d.value());
      case Statement.Assign a -> expression(a.value());
      case Statement.Store s -> {
        address(s.address());
        expression(s.value());
      }
      case Statement.For f -> {
        bound(f.extent());
        statements(f.body());
      }
      case Statement.If i -> {
        expression(i.condition());
        statements(i.body());
      }
      case Statement.Section s -> {
        // A method of its own, which computes what it needs.
      }
      case TileContract t -> {
        index(t.initialAt());
        index(t.activationsAt());
        index(t.weightsAt());
        dim(t.pitch());
        dim(t.depth());
        bound(t.rows());
        bound(t.columns());
        t.steps().ifPresent(this::list);
      }
      case ListSteps l -> {
        list(l.list());
        index(l.activationsAt());
        dim(l.pitch());
        dim(l.depth());
        bound(l.rows());
      }
      case TableMap t -> {
        index(t.inputAt());
        index(t.outputAt());
        bound(t.count());
      }
    }
  }

  private void list(StepList list) {
    index(list.numbersAt());
    index(list.countAt());
  }

  private void expression(Expression expression) {
    switch (expression) {
      case Expression.Load l -> {
        address(l.address());
        l.guard().ifPresent(g -> g.nonNegative().forEach(this::index));
      }
      case Expression.IndexValue i -> index(i.index());
      case Expression.InBounds i -> i.nonNegative().forEach(this::index);
      case Expression.Constant c -> {}
      case Expression.Use u -> {}
      case Expression.Unary u -> {}
      case Expression.Binary b -> {}
      case Expression.Fma f -> {}
      case Expression.Compare c -> {}
      case Expression.Select s -> {}
      case Expression.Convert c -> {}
      case Expression.Bitcast b -> {}
    }
    expression.operands().forEach(this::expression);
  }

  private void address(Address address) {
    index(address.index());
    address.offset().ifPresent(this::expression);
  }

  private void bound(Bound bound) {
    bound.candidates().forEach(this::index);
  }

  private void index(Index index) {
    dim(index.constant());
    index.terms().forEach(t -> dim(t.coefficient()));
  }

  private void dim(Dim dim) {
    if (!dim.isFixed()) {
      dims.add(dim);
    }
  }
}
