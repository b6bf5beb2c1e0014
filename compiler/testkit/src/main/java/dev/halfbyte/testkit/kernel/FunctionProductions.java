package dev.halfbyte.testkit.kernel;

import dev.halfbyte.testkit.Choices;
import dev.halfbyte.testkit.kernel.Frame.Index;
import dev.halfbyte.testkit.kernel.KernelBench.Callable;
import dev.halfbyte.testkit.kernel.Statement.Define;
import dev.halfbyte.testkit.kernel.Statement.Result;
import dev.halfbyte.testkit.kernel.Variable.Kind;
import java.util.ArrayList;
import java.util.List;

/// Functions of all three forms, their calls, and scans of them.
final class FunctionProductions {
  private static final double CARRIED = 8;
  private static final double ARGUMENT = 8;

  private FunctionProductions() {}

  /// `fn f(a) = ...` of elements, and a definition that calls it.
  static void element(Scope scope) {
    Choices choices = scope.choices();
    if (scope.variables(Kind.FLOAT).isEmpty()) {
      DefinitionProductions.elements(scope);
      return;
    }
    KernelBench bench = scope.bench();
    String name = bench.names().fresh("f");
    Scope body = new Scope(bench, false);
    List<String> parameters = new ArrayList<>();
    for (int i = choices.between(1, 2); i > 0; i--) {
      parameters.add(bench.names().fresh("a"));
      body.add(
          new Variable(parameters.getLast(), Kind.FLOAT, List.of(), false, Range.around(ARGUMENT)));
    }
    Value value = new Expressions(new Frame(body)).value(Kind.FLOAT, choices.between(1, 3));
    bench.add(
        new Function(
            name, parameters, new Function.Body.Expression(List.of(), value.term().plain())));
    Variable x = choices.pick(scope.variables(Kind.FLOAT));
    Frame frame = new Frame(scope);
    List<Index> indices = DefinitionProductions.introduce(frame, x.shape());
    Expressions expressions = new Expressions(frame);
    List<Term.Masked> arguments = new ArrayList<>();
    boolean masked = false;
    for (int i = 0; i < parameters.size(); i++) {
      Value argument = i == 0 ? expressions.element(x, indices) : expressions.value(Kind.FLOAT, 0);
      masked |= argument.masked();
      arguments.add(expressions.arithmetic().within(argument, ARGUMENT).term().plain());
    }
    Value called =
        new Value(new Term.Call(name, List.of(), arguments), Kind.FLOAT, value.range(), masked);
    scope.define(frame, indices, called, List.of());
  }

  /// A new function of whole tensors, and its call.
  static void block(Scope scope) {
    Choices choices = scope.choices();
    KernelBench bench = scope.bench();
    String name = bench.names().fresh("f");
    Scope body = new Scope(bench, false);
    List<Variable> arguments = new ArrayList<>();
    List<Variable> parameters = new ArrayList<>();
    for (int i = choices.between(1, 3); i > 0; i--) {
      Variable argument = choices.pick(scope.variables());
      arguments.add(argument);
      parameters.add(parameter(bench, argument.kind(), argument.shape(), argument));
      body.add(parameters.getLast());
    }
    steps(body, choices.between(1, 3));
    Variable result = body.variables().getFirst();
    bench.add(new Function(name, names(parameters), body(body, result)));
    Callable callable = new Callable(name, parameters, result);
    bench.add(callable);
    call(scope, callable, arguments);
  }

  private static void steps(Scope body, int count) {
    List<Production> productions = Productions.local(body.bench().options());
    for (int step = 0; step < count; step++) {
      body.choices().pick(productions).apply(body);
    }
  }

  /// The form with indices where one definition is all, else that with braces.
  private static Function.Body body(Scope body, Variable result) {
    List<Statement> statements = body.statements();
    if (statements.size() == 1
        && statements.getFirst() instanceof Define define
        && !define.indices().isEmpty()) {
      return new Function.Body.Expression(define.indices(), define.value());
    }
    return returning(body, Term.name(result.name()));
  }

  private static Function.Body returning(Scope body, Term result) {
    List<Statement> statements = new ArrayList<>(body.statements());
    statements.add(new Statement.Return(List.of(new Result(List.of(), result.plain()))));
    return new Function.Body.Block(statements);
  }

  private static Variable parameter(
      KernelBench bench, Kind kind, List<Extent> shape, Variable argument) {
    return new Variable(bench.names().fresh("a"), kind, shape, argument.masked(), argument.range());
  }

  private static List<String> names(List<Variable> variables) {
    return variables.stream().map(Variable::name).toList();
  }

  /// Another call of a function that there is.
  static void call(Scope scope) {
    List<Callable> callables = scope.bench().callables();
    if (callables.isEmpty()) {
      block(scope);
      return;
    }
    Callable callable = scope.choices().pick(callables);
    List<Variable> arguments = new ArrayList<>();
    for (Variable parameter : callable.parameters()) {
      scope.variables(parameter.kind()).stream()
          .filter(v -> fits(v, parameter))
          .findFirst()
          .ifPresent(arguments::add);
    }
    if (arguments.size() == callable.parameters().size()) {
      call(scope, callable, arguments);
    } else {
      block(scope);
    }
  }

  private static boolean fits(Variable argument, Variable parameter) {
    return argument.shape().equals(parameter.shape())
        && argument.masked() == parameter.masked()
        && argument.range().least() >= parameter.range().least()
        && argument.range().most() <= parameter.range().most();
  }

  private static void call(Scope scope, Callable callable, List<Variable> arguments) {
    arguments.forEach(scope::use);
    Term term =
        new Term.Call(
            callable.name(),
            List.of(),
            arguments.stream().map(a -> Term.name(a.name()).plain()).toList());
    Variable result = callable.result();
    boolean masked = result.masked() || arguments.stream().anyMatch(Variable::masked);
    Value value = new Value(term, result.kind(), result.range(), masked);
    boolean bare = !scope.choices().oneIn(3);
    scope.define(bare ? value : new Arithmetic(scope.choices()).unary(value), result.shape());
  }

  /// `y = scan(step, x, w, ...)`, the function new.
  static void scan(Scope scope) {
    Choices choices = scope.choices();
    KernelBench bench = scope.bench();
    List<Variable> all = scope.variables(Kind.FLOAT).stream().filter(v -> !v.masked()).toList();
    if (all.isEmpty()) {
      DefinitionProductions.elements(scope);
      return;
    }
    Variable initial = choices.pick(all);
    Range range = initial.range().union(Range.around(CARRIED));
    Variable carried =
        new Variable(bench.names().fresh("a"), Kind.FLOAT, initial.shape(), false, range);
    Scope body = new Scope(bench, false);
    List<String> parameters = new ArrayList<>(List.of(carried.name()));
    List<Term.Masked> arguments = new ArrayList<>(List.of(Term.name("f").plain()));
    arguments.add(Term.name(initial.name()).plain());
    scope.use(initial);
    Extent length = Extent.of(choices.between(1, 3));
    for (int i = choices.between(1, 2); i > 0; i--) {
      sequence(scope, body, length, initial, parameters, arguments);
    }
    body.add(carried);
    if (choices.oneIn(3)) {
      String number = bench.names().fresh("c");
      body.addNumber(new Value(Term.name(number), Kind.FLOAT, new Range(0.5, 0.5), false));
      parameters.add(number);
      arguments.add(Term.number(0.5).plain());
    }
    steps(body, choices.below(3));
    String name = bench.names().fresh("f");
    bench.add(new Function(name, parameters, returning(body, next(body, carried))));
    arguments.set(0, Term.name(name).plain());
    Term term = new Term.Call("scan", List.of(), arguments);
    scope.define(new Value(term, Kind.FLOAT, range, false), initial.shape());
  }

  /// A sequence with elements like the carried tensor, or any other tensor of the right length.
  private static void sequence(
      Scope scope,
      Scope body,
      Extent length,
      Variable initial,
      List<String> parameters,
      List<Term.Masked> arguments) {
    KernelBench bench = scope.bench();
    List<Extent> shape = new ArrayList<>(initial.shape());
    boolean square = scope.choices().oneIn(3) && !shape.isEmpty();
    if (square) {
      shape = new ArrayList<>(List.of(shape.getLast(), shape.getLast()));
    }
    shape.addFirst(length);
    Variable sequence =
        bench.count(shape) > 1 << 11 || scope.choices().oneIn(4)
            ? bench.weight(List.of(length))
            : scope.choices().oneIn(4) ? bench.input(shape) : bench.weight(shape);
    scope.use(sequence);
    Variable element =
        parameter(
            bench, Kind.FLOAT, sequence.shape().subList(1, sequence.shape().size()), sequence);
    body.add(element);
    parameters.add(element.name());
    arguments.add(Term.name(sequence.name()).plain());
  }

  /// What the next step carries: of the carried shape, no larger than what this one may take.
  private static Term next(Scope body, Variable carried) {
    Arithmetic arithmetic = new Arithmetic(body.choices());
    List<Variable> same =
        body.variables(Kind.FLOAT).stream()
            .filter(v -> v.shape().equals(carried.shape()) && !v.masked())
            .toList();
    Value value = LayerProductions.whole(body, body.choices().pick(same));
    if (!body.choices().oneIn(3)) {
      Value before = LayerProductions.whole(body, carried);
      value =
          new Value(
              new Term.Arithmetic(Term.Operator.ADD, value.term(), before.term()),
              Kind.FLOAT,
              value.range().plus(before.range()),
              false);
    }
    return arithmetic.within(value, CARRIED).term();
  }
}
