package dev.halfbyte.testkit.kernel;

import dev.halfbyte.testkit.Choices;
import dev.halfbyte.testkit.kernel.Term.Masked;
import dev.halfbyte.testkit.kernel.Variable.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What can be read at a place of a kernel or of a function, and what is written there.
final class Scope {
  private final KernelBench bench;
  private final boolean kernel;
  private final List<Variable> variables = new ArrayList<>();
  private final List<Value> numbers = new ArrayList<>();
  private final List<Statement> statements = new ArrayList<>();
  private final Set<String> used = new LinkedHashSet<>();

  /// @param kernel whether dimensions can be written here
  Scope(KernelBench bench, boolean kernel) {
    this.bench = bench;
    this.kernel = kernel;
  }

  KernelBench bench() {
    return bench;
  }

  Choices choices() {
    return bench.choices();
  }

  boolean isKernel() {
    return kernel;
  }

  /// Whether an extent can be stated here: functions see no dimensions.
  boolean canWrite(Extent extent) {
    return kernel || extent.isConstant();
  }

  void add(Variable variable) {
    variables.add(variable);
  }

  /// Adds a number that has a name.
  void addNumber(Value number) {
    numbers.add(number);
  }

  void add(Statement statement) {
    statements.add(statement);
  }

  /// Named numbers.
  List<Value> numbers() {
    return List.copyOf(numbers);
  }

  List<Statement> statements() {
    return List.copyOf(statements);
  }

  /// All tensors of a kind, the latest first.
  List<Variable> variables(Kind kind) {
    return variables.reversed().stream().filter(v -> v.kind() == kind).toList();
  }

  /// All tensors, the latest first.
  List<Variable> variables() {
    return List.copyOf(variables.reversed());
  }

  void use(Variable variable) {
    used.add(variable.name());
  }

  boolean isUsed(Variable variable) {
    return used.contains(variable.name());
  }

  /// Defines a tensor element by element.
  Variable define(Frame frame, List<Frame.Index> indices, Value value, List<String> conditions) {
    String name = bench.names().fresh("v");
    List<String> introduced = indices.stream().map(frame::introduction).toList();
    statements.add(new Statement.Define(name, introduced, new Masked(value.term(), conditions)));
    List<Extent> shape = indices.stream().map(Frame.Index::extent).toList();
    Variable variable =
        new Variable(
            name, value.kind(), shape, value.masked() || !conditions.isEmpty(), value.range());
    variables.add(variable);
    return variable;
  }

  /// Defines a tensor as a whole.
  Variable define(Value value, List<Extent> shape) {
    String name = bench.names().fresh("v");
    statements.add(new Statement.Define(name, List.of(), value.term().plain()));
    Variable variable = new Variable(name, value.kind(), shape, value.masked(), value.range());
    variables.add(variable);
    return variable;
  }
}
