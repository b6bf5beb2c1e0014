package dev.halfbyte.loop.verify;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.loop.Address;
import dev.halfbyte.loop.Argument;
import dev.halfbyte.loop.Bound;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.ConstantData;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.Guard;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.ListSteps;
import dev.halfbyte.loop.Local;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.LoopVariable;
import dev.halfbyte.loop.Repeat;
import dev.halfbyte.loop.Space;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Statement;
import dev.halfbyte.loop.Step;
import dev.halfbyte.loop.StepList;
import dev.halfbyte.loop.TableMap;
import dev.halfbyte.loop.TileContract;
import dev.halfbyte.loop.Workspace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Checks what every emitter relies on:
///
/// - buffer names are unique, and every buffer that is used is declared: arguments, constants,
///   placed workspace, scratch of the stage;
/// - extents, sizes and coefficients mention declared dims only; scratch has a fixed size;
/// - loop variables and locals are defined before use, in an enclosing body, and once per stage;
///   variables of repeated steps once per program, and no extent depends on them;
/// - constants and inputs are never stored to;
/// - a section uses no local from outside;
/// - names of stages and sections are unique.
///
/// Types of operands are checked by the records themselves. Not checked: that addresses are in
/// bounds, that iterations of a stage are independent, that scratch is written before it is read.
public final class LoopVerifier {
  private final LoopProgram program;
  private final List<String> faults = new ArrayList<>();
  private final Set<Buffer> global = new HashSet<>();
  private final Set<Buffer> readOnly = new HashSet<>();
  private final Set<String> dims = new HashSet<>();
  private final Set<String> stages = new HashSet<>();
  private final Set<LoopVariable> repeated = new HashSet<>();

  private LoopVerifier(LoopProgram program) {
    this.program = program;
  }

  /// All violations, in the order of the text; empty for a well-formed program.
  public static List<String> verify(LoopProgram program) {
    LoopVerifier verifier = new LoopVerifier(program);
    verifier.program();
    return List.copyOf(verifier.faults);
  }

  private void program() {
    program.dims().stream().map(DimDeclaration::name).forEach(dims::add);
    for (Argument argument : program.arguments()) {
      declare(argument.buffer());
      if (argument.direction() == Argument.Direction.INPUT) {
        readOnly.add(argument.buffer());
      }
    }
    for (ConstantData constant : program.constants()) {
      declare(constant.buffer());
      readOnly.add(constant.buffer());
    }
    program.workspace().placements().stream()
        .map(Workspace.Placement::buffer)
        .forEach(this::declare);
    steps(program.steps(), List.of());
  }

  private void steps(List<Step> steps, List<LoopVariable> repeats) {
    for (Step step : steps) {
      switch (step) {
        case Stage stage -> {
          check(stages.add(stage.name()), "stage " + stage.name() + " appears twice");
          new StageChecker(stage, repeats).check();
        }
        case Repeat repeat -> {
          LoopVariable variable = repeat.variable();
          check(repeated.add(variable), "variable " + variable + " repeats twice");
          check(!dims.contains(variable.name()), "variable " + variable + " is a dim");
          dim(repeat.extent(), "extent of " + variable);
          List<LoopVariable> inner = new ArrayList<>(repeats);
          inner.add(variable);
          steps(repeat.steps(), inner);
        }
      }
    }
  }

  private void declare(Buffer buffer) {
    boolean fresh = global.stream().noneMatch(b -> b.name().equals(buffer.name()));
    check(fresh, "buffer " + buffer + " is declared twice");
    global.add(buffer);
    dim(buffer.size(), "size of " + buffer);
  }

  private void dim(Dim dim, String role) {
    for (String symbol : dim.symbols()) {
      check(dims.contains(symbol), role + " uses unknown dim " + symbol);
    }
  }

  private void check(boolean holds, String fault) {
    if (!holds) {
      faults.add(fault);
    }
  }

  private final class StageChecker {
    private final Stage stage;
    private final Set<LoopVariable> variables = new HashSet<>();
    private final Set<Local> locals = new HashSet<>();
    private final Set<String> names = new HashSet<>();

    StageChecker(Stage stage, List<LoopVariable> repeats) {
      this.stage = stage;
      repeats.forEach(this::define);
    }

    void check() {
      dim(stage.extent(), "extent of " + stage.name());
      for (Buffer buffer : stage.scratch()) {
        require(
            buffer.space() == Space.SCRATCH && buffer.size().isFixed(),
            "scratch " + buffer + " has no fixed size");
        require(
            stage.scratch().stream().filter(b -> b.name().equals(buffer.name())).count() == 1,
            "scratch " + buffer + " is declared twice");
      }
      define(stage.parallel());
      body(stage.body());
    }

    private void require(boolean holds, String fault) {
      LoopVerifier.this.check(holds, stage.name() + ": " + fault);
    }

    private void define(LoopVariable variable) {
      require(names.add(variable.name()), "name " + variable + " is defined twice");
      variables.add(variable);
    }

    private void body(List<Statement> body) {
      Set<Local> outer = new HashSet<>(locals);
      body.forEach(this::statement);
      locals.retainAll(outer);
    }

    private void statement(Statement statement) {
      switch (statement) {
        case Statement.Declare d -> {
          expression(d.value());
          require(names.add(d.local().name()), "name " + d.local() + " is defined twice");
          locals.add(d.local());
        }
        case Statement.Assign a -> {
          expression(a.value());
          require(locals.contains(a.local()), "assignment to unknown " + a.local());
        }
        case Statement.Store s -> {
          store(s.buffer());
          address(s.address());
          expression(s.value());
        }
        case Statement.For f -> {
          bound(f.extent());
          define(f.variable());
          body(f.body());
          variables.remove(f.variable());
        }
        case Statement.If i -> {
          expression(i.condition());
          body(i.body());
        }
        case Statement.Section s -> {
          LoopVerifier.this.check(stages.add(s.name()), "section " + s.name() + " appears twice");
          Set<Local> outer = Set.copyOf(locals);
          locals.clear();
          body(s.body());
          locals.addAll(outer);
        }
        case TileContract t -> tile(t);
        case TableMap t -> {
          buffer(t.input());
          buffer(t.table());
          store(t.output());
          index(t.inputAt());
          index(t.outputAt());
          bound(t.count());
        }
        case ListSteps l -> {
          buffer(l.activations());
          list(l.list());
          List.of(l.list().numbers(), l.list().count()).forEach(this::store);
          l.list().values().ifPresent(this::store);
          index(l.activationsAt());
          bound(l.rows());
          dim(l.pitch(), "pitch");
          dim(l.depth(), "depth");
        }
      }
    }

    private void tile(TileContract t) {
      List.of(t.initial(), t.activations(), t.weights()).forEach(this::buffer);
      t.steps().ifPresent(this::list);
      t.groups()
          .ifPresent(g -> {
            buffer(g.multipliers());
            index(g.at());
          });
      store(t.output());
      List.of(t.initialAt(), t.activationsAt(), t.weightsAt()).forEach(this::index);
      bound(t.rows());
      bound(t.columns());
      dim(t.pitch(), "pitch");
      dim(t.depth(), "depth");
    }

    private void list(StepList list) {
      List.of(list.numbers(), list.count()).forEach(this::buffer);
      list.values().ifPresent(this::buffer);
      index(list.numbersAt());
      index(list.countAt());
    }

    private void store(Buffer buffer) {
      buffer(buffer);
      require(!readOnly.contains(buffer), "store to read-only " + buffer);
    }

    private void buffer(Buffer buffer) {
      boolean known = global.contains(buffer) || stage.scratch().contains(buffer);
      require(known, "unknown buffer " + buffer);
    }

    private void bound(Bound bound) {
      bound.candidates().forEach(this::index);
    }

    private void index(Index index) {
      dim(index.constant(), "index " + index);
      for (Index.Term term : index.terms()) {
        dim(term.coefficient(), "index " + index);
        require(variables.contains(term.variable()), "unknown variable " + term.variable());
      }
    }

    private void address(Address address) {
      index(address.index());
      address.offset().ifPresent(this::expression);
    }

    private void expression(Expression expression) {
      switch (expression) {
        case Expression.Use u -> require(locals.contains(u.local()), "unknown local " + u.local());
        case Expression.Load l -> {
          buffer(l.buffer());
          address(l.address());
          l.guard().map(Guard::nonNegative).ifPresent(g -> g.forEach(this::index));
        }
        case Expression.IndexValue i -> index(i.index());
        case Expression.InBounds i -> i.nonNegative().forEach(this::index);
        case Expression.Constant c -> {}
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
  }
}
