package dev.halfbyte.loop.fuse;

import dev.halfbyte.loop.Address;
import dev.halfbyte.loop.Bound;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.Guard;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.ListSteps;
import dev.halfbyte.loop.Local;
import dev.halfbyte.loop.LoopVariable;
import dev.halfbyte.loop.Statement;
import dev.halfbyte.loop.StepList;
import dev.halfbyte.loop.TableMap;
import dev.halfbyte.loop.TileContract;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Copies statements with other loop variables, names and buffers.
public final class Rewriter {
  private final Map<LoopVariable, Index> values;
  private final Map<Local, Local> locals = new HashMap<>();
  private final Map<Buffer, Target> buffers;
  private final UnaryOperator<String> names;

  /// Where a buffer's elements lie now.
  ///
  /// @param origin what falls away from their addresses
  record Target(Buffer buffer, Index origin) {}

  private Rewriter(
      Map<LoopVariable, Index> values, Map<Buffer, Target> buffers, UnaryOperator<String> names) {
    this.values = new HashMap<>(values);
    this.buffers = buffers;
    this.names = names;
  }

  /// @param values what stands for the free variables of `body`
  /// @param names gives a new name for each variable and local that `body` defines
  static List<Statement> renamed(
      List<Statement> body, Map<LoopVariable, Index> values, UnaryOperator<String> names) {
    return new Rewriter(values, Map.of(), names).body(body);
  }

  /// The same names with other indices for some free variables of `body`.
  public static List<Statement> substituted(List<Statement> body, Map<LoopVariable, Index> values) {
    return new Rewriter(values, Map.of(), UnaryOperator.identity()).body(body);
  }

  /// The same with some buffers moved.
  static List<Statement> moved(List<Statement> body, Map<Buffer, Target> buffers) {
    return new Rewriter(Map.of(), buffers, UnaryOperator.identity()).body(body);
  }

  private List<Statement> body(List<Statement> body) {
    return body.stream().map(this::statement).toList();
  }

  private Statement statement(Statement statement) {
    return switch (statement) {
      case Statement.Declare d -> {
        Expression value = expression(d.value());
        Local local = new Local(names.apply(d.local().name()), d.local().type());
        locals.put(d.local(), local);
        yield new Statement.Declare(local, value);
      }
      case Statement.Assign a -> new Statement.Assign(local(a.local()), expression(a.value()));
      case Statement.Store s ->
          new Statement.Store(
              buffer(s.buffer()), address(s.buffer(), s.address()), expression(s.value()));
      case Statement.For f -> loop(f);
      case Statement.If i -> new Statement.If(expression(i.condition()), body(i.body()));
      case Statement.Section s -> new Statement.Section(s.name(), s.origin(), body(s.body()));
      case TileContract t -> tile(t);
      case TableMap t ->
          new TableMap(
              buffer(t.output()),
              moved(t.output(), t.outputAt()),
              buffer(t.input()),
              moved(t.input(), t.inputAt()),
              t.table(),
              bound(t.count()));
      case ListSteps l ->
          new ListSteps(
              list(l.list()),
              buffer(l.activations()),
              moved(l.activations(), l.activationsAt()),
              l.pitch(),
              bound(l.rows()),
              l.depth());
    };
  }

  private StepList list(StepList list) {
    return new StepList(
        buffer(list.numbers()),
        moved(list.numbers(), list.numbersAt()),
        buffer(list.count()),
        moved(list.count(), list.countAt()),
        list.values().map(this::buffer),
        list.unit());
  }

  private Statement loop(Statement.For loop) {
    Bound extent = bound(loop.extent());
    LoopVariable variable = new LoopVariable(names.apply(loop.variable().name()));
    values.put(loop.variable(), Index.of(variable));
    return new Statement.For(variable, extent, loop.step(), body(loop.body()));
  }

  private TileContract tile(TileContract t) {
    return new TileContract(
        buffer(t.output()),
        buffer(t.initial()),
        moved(t.initial(), t.initialAt()),
        buffer(t.activations()),
        moved(t.activations(), t.activationsAt()),
        t.pitch(),
        bound(t.rows()),
        bound(t.columns()),
        buffer(t.weights()),
        moved(t.weights(), t.weightsAt()),
        t.format(),
        t.tile(),
        t.depth(),
        t.factors(),
        t.steps().map(this::list),
        t.groups()
            .map(g ->
                new TileContract.Groups(
                    buffer(g.multipliers()), moved(g.multipliers(), g.at()), g.depth())));
  }

  /// Those of outside keep their names.
  private Local local(Local local) {
    return locals.getOrDefault(local, local);
  }

  private Buffer buffer(Buffer buffer) {
    Target target = buffers.get(buffer);
    return target == null ? buffer : target.buffer();
  }

  private Index moved(Buffer buffer, Index at) {
    Target target = buffers.get(buffer);
    Index index = index(at);
    return target == null ? index : index.minus(target.origin());
  }

  private Address address(Buffer buffer, Address address) {
    return new Address(moved(buffer, address.index()), address.offset().map(this::expression));
  }

  private Index index(Index index) {
    return index.substitute(values);
  }

  private Bound bound(Bound bound) {
    return new Bound(bound.candidates().stream().map(this::index).toList());
  }

  private List<Index> indices(List<Index> indices) {
    return indices.stream().map(this::index).toList();
  }

  private Expression expression(Expression expression) {
    return switch (expression) {
      case Expression.Constant c -> c;
      case Expression.Use u -> new Expression.Use(local(u.local()));
      case Expression.Load l -> {
        Optional<Guard> guard =
            l.guard().map(g -> new Guard(indices(g.nonNegative()), g.otherwise()));
        yield new Expression.Load(buffer(l.buffer()), address(l.buffer(), l.address()), guard);
      }
      case Expression.IndexValue i -> new Expression.IndexValue(index(i.index()));
      case Expression.InBounds i -> new Expression.InBounds(indices(i.nonNegative()));
      case Expression.Unary _,
          Expression.Binary _,
          Expression.Fma _,
          Expression.Compare _,
          Expression.Select _,
          Expression.Convert _,
          Expression.Bitcast _ ->
          expression.mapOperands(this::expression);
    };
  }
}
