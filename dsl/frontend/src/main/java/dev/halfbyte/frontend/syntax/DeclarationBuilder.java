package dev.halfbyte.frontend.syntax;

import static dev.halfbyte.frontend.fault.FrontendCode.RESULTS;

import dev.halfbyte.frontend.grammar.HbParser.BindingContext;
import dev.halfbyte.frontend.grammar.HbParser.DeclarationContext;
import dev.halfbyte.frontend.grammar.HbParser.DefineStatementContext;
import dev.halfbyte.frontend.grammar.HbParser.DimensionContext;
import dev.halfbyte.frontend.grammar.HbParser.FunctionContext;
import dev.halfbyte.frontend.grammar.HbParser.HardwareContext;
import dev.halfbyte.frontend.grammar.HbParser.IndicesContext;
import dev.halfbyte.frontend.grammar.HbParser.KernelContext;
import dev.halfbyte.frontend.grammar.HbParser.LetStatementContext;
import dev.halfbyte.frontend.grammar.HbParser.NameContext;
import dev.halfbyte.frontend.grammar.HbParser.NumericsContext;
import dev.halfbyte.frontend.grammar.HbParser.ParameterContext;
import dev.halfbyte.frontend.grammar.HbParser.ParametersContext;
import dev.halfbyte.frontend.grammar.HbParser.ResultContext;
import dev.halfbyte.frontend.grammar.HbParser.ReturnStatementContext;
import dev.halfbyte.frontend.grammar.HbParser.StatementContext;
import dev.halfbyte.frontend.grammar.HbParser.TypeContext;
import dev.halfbyte.frontend.syntax.Declaration.Define;
import dev.halfbyte.frontend.syntax.Declaration.DimensionSyntax;
import dev.halfbyte.frontend.syntax.Declaration.FunctionBody;
import dev.halfbyte.frontend.syntax.Declaration.FunctionSyntax;
import dev.halfbyte.frontend.syntax.Declaration.HardwareSyntax;
import dev.halfbyte.frontend.syntax.Declaration.KernelSyntax;
import dev.halfbyte.frontend.syntax.Declaration.Let;
import dev.halfbyte.frontend.syntax.Declaration.NumericsSyntax;
import dev.halfbyte.frontend.syntax.Declaration.Parameter;
import dev.halfbyte.frontend.syntax.Declaration.Result;
import dev.halfbyte.frontend.syntax.Declaration.Return;
import dev.halfbyte.frontend.syntax.Declaration.Statement;
import dev.halfbyte.frontend.syntax.Declaration.TypeSyntax;
import dev.halfbyte.frontend.syntax.Expression.BoundIndex;
import dev.halfbyte.frontend.syntax.Expression.Masked;
import dev.halfbyte.source.CompilerBug;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticCollector;
import dev.halfbyte.source.SourceFile;
import dev.halfbyte.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.jspecify.annotations.Nullable;

/// Turns the sound parse tree of one declaration into its record.
final class DeclarationBuilder extends Builder {
  private static final long LARGEST_BOUND = 1L << 40;

  private final ExpressionBuilder expressions = new ExpressionBuilder(this);

  DeclarationBuilder(SourceFile source, DiagnosticCollector diagnostics) {
    super(source, diagnostics);
  }

  /// The declaration, absent if something was wrong with it.
  Optional<Declaration> build(DeclarationContext context) {
    Declaration declaration =
        switch (context.getChild(0)) {
          case KernelContext kernel -> kernel(kernel);
          case FunctionContext function -> function(function);
          case NumericsContext numerics ->
              new NumericsSyntax(
                  new NumericsBuilder(this).build(numerics),
                  numerics.name().size() > 1
                      ? Optional.of(name(numerics.name(1)))
                      : Optional.empty());
          case HardwareContext hardware ->
              new HardwareSyntax(new HardwareBuilder(this).build(hardware));
          default -> throw new CompilerBug("declaration " + context.getText());
        };
    return failed() ? Optional.empty() : Optional.of(declaration);
  }

  private KernelSyntax kernel(KernelContext context) {
    List<Statement> statements = new ArrayList<>();
    context.statement().forEach(statement -> addStatements(statements, statement));
    return new KernelSyntax(
        name(context.name()),
        context.dimension().stream().map(this::dimension).toList(),
        parameters(context.inputs),
        parameters(context.weights),
        context.type().stream().map(this::type).toList(),
        statements,
        span(context.getStop()));
  }

  private DimensionSyntax dimension(DimensionContext context) {
    List<Token> numbers = context.INTEGER().stream().map(TerminalNode::getSymbol).toList();
    Optional<DimensionSyntax.Bounds> bounds = Optional.empty();
    if (numbers.size() >= 2) {
      OptionalLong step =
          numbers.size() == 3
              ? OptionalLong.of(integer(numbers.get(2), 1, LARGEST_BOUND))
              : OptionalLong.empty();
      bounds =
          Optional.of(
              new DimensionSyntax.Bounds(
                  integer(numbers.get(0), 0, LARGEST_BOUND),
                  integer(numbers.get(1), 0, LARGEST_BOUND),
                  step,
                  span(numbers.getFirst()).to(span(numbers.getLast()))));
    }
    return new DimensionSyntax(
        name(context.name()),
        bounds,
        context.expression() == null
            ? Optional.empty()
            : Optional.of(expressions.expression(context.expression())));
  }

  private List<Parameter> parameters(@Nullable ParametersContext context) {
    List<Parameter> parameters = new ArrayList<>();
    if (context == null) {
      return parameters;
    }
    for (ParameterContext group : context.parameter()) {
      TypeSyntax type = type(group.type());
      boolean state = group.getStart().getText().equals("state");
      for (NameContext name : group.name()) {
        parameters.add(new Parameter(name(name), state, type));
      }
    }
    return parameters;
  }

  private TypeSyntax type(TypeContext context) {
    return new TypeSyntax(
        name(context.name()),
        context.expression().stream().map(expressions::expression).toList(),
        span(context));
  }

  private FunctionSyntax function(FunctionContext context) {
    List<Name> names = names(context.name());
    return new FunctionSyntax(
        names.getFirst(), names.subList(1, names.size()), functionBody(context), span(context));
  }

  private FunctionBody functionBody(FunctionContext context) {
    if (context.masked() == null) {
      return block(context);
    }
    Masked value = expressions.masked(context.masked());
    return context.indices() == null
        ? new FunctionBody.Element(value)
        : new FunctionBody.Indexed(expressions.indices(context.indices()), value);
  }

  private FunctionBody block(FunctionContext context) {
    List<Statement> statements = new ArrayList<>();
    context.statement().forEach(statement -> addStatements(statements, statement));
    if (!statements.isEmpty()
        && statements.removeLast() instanceof Return(List<Result> results, Span _)
        && results.size() == 1
        && statements.stream().noneMatch(Return.class::isInstance)) {
      return new FunctionBody.Block(statements, results.getFirst());
    }
    report(
        Diagnostic.error(
                RESULTS, span(context.getStop()), "a function returns one value, at its end")
            .help("end it with `return ...`"));
    Expression nothing = new Expression.Literal("0", true, span(context.getStop()));
    return new FunctionBody.Element(new Masked(nothing, List.of()));
  }

  private Optional<List<BoundIndex>> optionalIndices(@Nullable IndicesContext context) {
    return context == null ? Optional.empty() : Optional.of(expressions.indices(context));
  }

  private void addStatements(List<Statement> statements, StatementContext context) {
    switch (context) {
      case LetStatementContext let -> {
        for (BindingContext binding : let.binding()) {
          statements.add(
              new Let(
                  name(binding.name()),
                  expressions.expression(binding.expression()),
                  span(binding)));
        }
      }
      case DefineStatementContext define ->
          statements.add(
              new Define(
                  name(define.name()),
                  optionalIndices(define.indices()).orElse(List.of()),
                  expressions.masked(define.masked()),
                  span(define)));
      case ReturnStatementContext results ->
          statements.add(
              new Return(results.result().stream().map(this::result).toList(), span(results)));
      default -> throw new CompilerBug("statement " + context.getText());
    }
  }

  private Result result(ResultContext context) {
    return new Result(
        optionalIndices(context.indices()), expressions.masked(context.masked()), span(context));
  }
}
