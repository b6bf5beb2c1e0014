package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Value;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.Local;
import dev.halfbyte.loop.LoopVariable;
import dev.halfbyte.loop.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A loop body under construction, with the elements that are already computed in it or around it.
///
/// Not thread-safe; lives while one stage is written.
final class Body {
  private final Optional<Body> parent;
  private final Set<LoopVariable> bound;
  private final boolean runs;
  private final StageNames names;
  private final List<Statement> statements = new ArrayList<>();
  private final Map<Element, Expression> known = new HashMap<>();
  private final Map<Expression, Expression> loads = new HashMap<>();
  private final Set<Expression> canonical = new HashSet<>();

  private record Element(Value value, List<Index> at) {}

  private Body(Optional<Body> parent, Set<LoopVariable> bound, boolean runs, StageNames names) {
    this.parent = parent;
    this.bound = bound;
    this.runs = runs;
    this.names = names;
  }

  /// The body of a stage, which binds its parallel variable.
  static Body stage(StageNames names, LoopVariable parallel) {
    return new Body(Optional.empty(), Set.of(parallel), false, names);
  }

  /// The body of a loop inside this one.
  ///
  /// @param runs whether the loop always runs at least once, so that loads may move before it
  Body loop(LoopVariable variable, boolean runs) {
    return new Body(Optional.of(this), Set.of(variable), runs, names);
  }

  StageNames names() {
    return names;
  }

  List<Statement> statements() {
    return List.copyOf(statements);
  }

  void add(Statement statement) {
    statements.add(statement);
  }

  /// Names a value: literals and names stay as they are, others get a local.
  Expression name(String hint, Expression value) {
    return switch (value) {
      case Expression.Constant c -> c;
      case Expression.Use u -> u;
      default -> declare(hint, value);
    };
  }

  private Expression declare(String hint, Expression value) {
    Local local = new Local(names.local(hint), value.type());
    statements.add(new Statement.Declare(local, value));
    return new Expression.Use(local);
  }

  /// A local that loops may assign.
  Local variable(String hint, Expression initial) {
    Local local = new Local(names.local(hint), initial.type());
    statements.add(new Statement.Declare(local, initial));
    return local;
  }

  /// The outermost body in which an expression over `variables` may be computed without being run
  /// where the original place is not.
  Body hoisted(Set<LoopVariable> variables) {
    boolean needed = variables.stream().anyMatch(bound::contains);
    return needed || !runs ? this : parent.map(p -> p.hoisted(variables)).orElse(this);
  }

  /// Names a load in this body; equal loads here or around it are done once.
  Expression load(String hint, Expression load) {
    Optional<Expression> earlier = findLoad(load);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    Expression named = name(hint, load);
    loads.put(load, named);
    return named;
  }

  private Optional<Expression> findLoad(Expression load) {
    Expression here = loads.get(load);
    return here != null ? Optional.of(here) : parent.flatMap(p -> p.findLoad(load));
  }

  Optional<Expression> find(Value value, List<Index> at) {
    Expression here = known.get(new Element(value, at));
    return here != null ? Optional.of(here) : parent.flatMap(p -> p.find(value, at));
  }

  void remember(Value value, List<Index> at, Expression expression) {
    known.put(new Element(value, at), expression);
  }

  /// From now on `named` is known to hold no NaN but the canonical one.
  void rememberCanonical(Expression named) {
    canonical.add(named);
  }

  boolean isCanonical(Expression named) {
    return canonical.contains(named) || parent.map(p -> p.isCanonical(named)).orElse(false);
  }
}
