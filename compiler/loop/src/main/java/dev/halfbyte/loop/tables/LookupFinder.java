package dev.halfbyte.loop.tables;

import dev.halfbyte.loop.Address;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.ListSteps;
import dev.halfbyte.loop.Local;
import dev.halfbyte.loop.Space;
import dev.halfbyte.loop.Statement;
import dev.halfbyte.loop.TableMap;
import dev.halfbyte.loop.TileContract;
import dev.halfbyte.source.CompilerBug;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Finds a [Lookup] in an innermost loop whose statements are declarations, assignments and stores.
///
/// The loop may fall apart where the index of the table depends on nothing that the loop stores or
/// assigns, and what the index needs is needed by nothing else or lies in memory.
final class LookupFinder {
  private static final long LEAST_ENTRY = Short.MIN_VALUE;
  private static final long MOST_ENTRY = 0xffff;

  private final Statement.For loop;
  private final Tables tables;
  private final Set<Local> assigned = new HashSet<>();
  private final Set<Buffer> stored = new HashSet<>();

  private LookupFinder(Statement.For loop, Tables tables) {
    this.loop = loop;
    this.tables = tables;
    for (Statement statement : loop.body()) {
      if (statement instanceof Statement.Assign assign) {
        assigned.add(assign.local());
      } else if (statement instanceof Statement.Store store) {
        stored.add(store.buffer());
      }
    }
  }

  /// The first lookup that can be taken out.
  static Optional<Lookup> find(Statement.For loop, Tables tables) {
    LookupFinder finder = new LookupFinder(loop, tables);
    return loop.body().stream()
        .flatMap(LookupFinder::expressions)
        .flatMap(LookupFinder::loads)
        .map(finder::lookup)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Stream<Expression> expressions(Statement statement) {
    return switch (statement) {
      case Statement.Declare d -> Stream.of(d.value());
      case Statement.Assign a -> Stream.of(a.value());
      case Statement.Store s -> Stream.concat(s.address().offset().stream(), Stream.of(s.value()));
      case Statement.For _,
          Statement.If _,
          Statement.Section _,
          TileContract _,
          TableMap _,
          ListSteps _ ->
          throw new CompilerBug("not scalar: " + statement);
    };
  }

  /// All loads, those inside an address first.
  private static Stream<Expression.Load> loads(Expression expression) {
    Stream<Expression.Load> inside = expression.operands().stream().flatMap(LookupFinder::loads);
    if (!(expression instanceof Expression.Load load)) {
      return inside;
    }
    Stream<Expression.Load> address = load.address().offset().stream().flatMap(LookupFinder::loads);
    return Stream.concat(address, Stream.of(load));
  }

  private Optional<Lookup> lookup(Expression.Load load) {
    if (!isTable(load)) {
      return Optional.empty();
    }
    Optional<List<Long>> entries =
        tables
            .entries(load.buffer())
            .filter(e -> e.stream().allMatch(x -> LEAST_ENTRY <= x && x <= MOST_ENTRY));
    return entries.flatMap(e -> divided(load, e));
  }

  private static boolean isTable(Expression.Load load) {
    Address address = load.address();
    return address.offset().isPresent()
        && load.guard().isEmpty()
        && load.buffer().space() == Space.CONSTANT
        && address.index().terms().isEmpty()
        && address.index().constant().isFixed();
  }

  /// The loop in what the index needs and the rest.
  private Optional<Lookup> divided(Expression.Load load, List<Long> entries) {
    Set<Local> needed = new HashSet<>(locals(load.address().offset().orElseThrow()));
    List<Statement> before = new ArrayList<>();
    List<Statement> after = new ArrayList<>();
    for (Statement statement : loop.body().reversed()) {
      if (statement instanceof Statement.Declare d && needed.contains(d.local())) {
        before.addFirst(d);
        needed.addAll(locals(d.value()));
      } else {
        after.addFirst(statement);
      }
    }
    Stream<Expression> early =
        Stream.concat(
            before.stream().flatMap(LookupFinder::expressions), load.address().offset().stream());
    boolean changes =
        needed.stream().anyMatch(assigned::contains)
            || early
                .flatMap(LookupFinder::loads)
                .map(Expression.Load::buffer)
                .anyMatch(stored::contains);
    Set<Local> own = new HashSet<>();
    before.forEach(s -> own.add(((Statement.Declare) s).local()));
    boolean shared =
        after.stream()
            .flatMap(LookupFinder::expressions)
            .map(e -> Replacement.of(e, load, new Expression.Constant(load.type(), 0)))
            .flatMap(e -> locals(e).stream())
            .anyMatch(own::contains);
    if (changes) {
      return Optional.empty();
    }
    // What lies in memory is read again.
    Lookup lookup =
        new Lookup(loop.variable(), load, entries, before, shared ? loop.body() : after);
    return Optional.of(lookup).filter(l -> !shared || l.source().isPresent());
  }

  /// The locals that an expression reads, in addresses too.
  private static Set<Local> locals(Expression expression) {
    Set<Local> locals = new HashSet<>();
    collect(expression, locals);
    return locals;
  }

  private static void collect(Expression expression, Set<Local> locals) {
    if (expression instanceof Expression.Use(Local local)) {
      locals.add(local);
    }
    if (expression instanceof Expression.Load load) {
      load.address().offset().ifPresent(o -> collect(o, locals));
    }
    expression.operands().forEach(o -> collect(o, locals));
  }
}
