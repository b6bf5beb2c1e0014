package dev.halfbyte.frontend.syntax;

import static dev.halfbyte.frontend.fault.FrontendCode.NESTING;
import static dev.halfbyte.frontend.fault.FrontendCode.NUMBER;
import static dev.halfbyte.frontend.fault.FrontendCode.SYNTAX;

import dev.halfbyte.frontend.grammar.HbLexer;
import dev.halfbyte.frontend.grammar.HbParser.ComparatorContext;
import dev.halfbyte.frontend.grammar.HbParser.ComparisonContext;
import dev.halfbyte.frontend.grammar.HbParser.ExpressionContext;
import dev.halfbyte.frontend.grammar.HbParser.IndexContext;
import dev.halfbyte.frontend.grammar.HbParser.IndicesContext;
import dev.halfbyte.frontend.grammar.HbParser.LiteralContext;
import dev.halfbyte.frontend.grammar.HbParser.MaskedContext;
import dev.halfbyte.frontend.grammar.HbParser.ParenthesisedContext;
import dev.halfbyte.frontend.grammar.HbParser.PrimaryContext;
import dev.halfbyte.frontend.grammar.HbParser.ProductContext;
import dev.halfbyte.frontend.grammar.HbParser.ReferenceContext;
import dev.halfbyte.frontend.grammar.HbParser.SubscriptContext;
import dev.halfbyte.frontend.grammar.HbParser.SubscriptsContext;
import dev.halfbyte.frontend.grammar.HbParser.UnaryContext;
import dev.halfbyte.frontend.syntax.Expression.Arithmetic;
import dev.halfbyte.frontend.syntax.Expression.BoundIndex;
import dev.halfbyte.frontend.syntax.Expression.Call;
import dev.halfbyte.frontend.syntax.Expression.Comparison;
import dev.halfbyte.frontend.syntax.Expression.Literal;
import dev.halfbyte.frontend.syntax.Expression.Masked;
import dev.halfbyte.frontend.syntax.Expression.Negate;
import dev.halfbyte.frontend.syntax.Expression.Operator;
import dev.halfbyte.frontend.syntax.Expression.Reference;
import dev.halfbyte.frontend.syntax.Expression.Relation;
import dev.halfbyte.source.CompilerBug;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;

/// Expressions, subscripts and conditions.
final class ExpressionBuilder {
  private final Builder builder;

  ExpressionBuilder(Builder builder) {
    this.builder = builder;
  }

  /// An expression; one that is too deep for recursion is reported and read as 0.
  Expression expression(ExpressionContext context) {
    Expression built = sum(context);
    if (ExpressionDepth.exceedsLimit(built)) {
      builder.report(
          Diagnostic.error(
                  NESTING,
                  built.span(),
                  "the expression is nested deeper than " + ExpressionDepth.LIMIT + " operations")
              .help("give names to parts of it"));
      return new Literal("0", true, built.span());
    }
    return built;
  }

  Masked masked(MaskedContext context) {
    return new Masked(
        expression(context.expression()),
        context.comparison().stream().map(this::comparison).toList());
  }

  List<BoundIndex> indices(IndicesContext context) {
    List<BoundIndex> indices = new ArrayList<>();
    for (IndexContext index : context.index()) {
      Optional<Expression> extent =
          index.expression() == null
              ? Optional.empty()
              : Optional.of(expression(index.expression()));
      indices.add(new BoundIndex(builder.name(index.name()), extent));
    }
    return indices;
  }

  private Comparison comparison(ComparisonContext context) {
    return new Comparison(
        expression(context.expression(0)),
        relation(context.comparator()),
        expression(context.expression(1)),
        builder.span(context));
  }

  static Relation relation(ComparatorContext context) {
    String text = context.getText();
    return switch (text) {
      case "<" -> Relation.LESS;
      case "<=" -> Relation.LESS_OR_EQUAL;
      case ">" -> Relation.GREATER;
      case ">=" -> Relation.GREATER_OR_EQUAL;
      case "==" -> Relation.EQUAL;
      case "!=" -> Relation.NOT_EQUAL;
      default -> throw new CompilerBug("comparator " + text);
    };
  }

  private Expression sum(ExpressionContext context) {
    List<ProductContext> products = context.product();
    Expression result = product(products.getFirst());
    for (int i = 1; i < products.size(); i++) {
      Span span = builder.span(context.getStart()).to(builder.span(products.get(i)));
      Expression right = product(products.get(i));
      result = new Arithmetic(operator(context.getChild(2 * i - 1)), result, right, span);
    }
    return result;
  }

  private Expression product(ProductContext context) {
    List<UnaryContext> factors = context.unary();
    Expression result = unary(factors.getFirst());
    for (int i = 1; i < factors.size(); i++) {
      Span span = builder.span(context.getStart()).to(builder.span(factors.get(i)));
      Expression right = unary(factors.get(i));
      result = new Arithmetic(operator(context.getChild(2 * i - 1)), result, right, span);
    }
    return result;
  }

  private static Operator operator(ParseTree sign) {
    return switch (sign.getText()) {
      case "+" -> Operator.ADD;
      case "-" -> Operator.SUBTRACT;
      case "*" -> Operator.MULTIPLY;
      case "/" -> Operator.DIVIDE;
      default -> throw new CompilerBug("operator " + sign.getText());
    };
  }

  private Expression unary(UnaryContext context) {
    Expression result = primary(context.primary());
    for (int i = context.getChildCount() - 2; i >= 0; i--) {
      Token sign = ((TerminalNode) context.getChild(i)).getSymbol();
      result = new Negate(result, builder.span(sign).to(result.span()));
    }
    return result;
  }

  private Expression primary(PrimaryContext context) {
    return switch (context) {
      case LiteralContext literal -> literal(literal);
      case ParenthesisedContext inner -> sum(inner.expression());
      case ReferenceContext reference -> reference(reference);
      default -> throw new CompilerBug("primary " + context.getText());
    };
  }

  private Literal literal(LiteralContext context) {
    Span span = builder.span(context);
    String text = context.getText();
    boolean whole = context.number().getStart().getType() == HbLexer.INTEGER;
    if (whole) {
      return new Literal(Long.toString(builder.integer(text, span)), true, span);
    }
    if (builder.isReasonable(text, span) && Float.isInfinite(Float.parseFloat(text))) {
      builder.error(NUMBER, span, "this number is larger than any f32");
    }
    return new Literal(text, false, span);
  }

  private Expression reference(ReferenceContext context) {
    Name name = builder.name(context.name());
    Span span = builder.span(context);
    SubscriptsContext subscripts = context.subscripts();
    boolean isCall = context.getStop().getText().equals(")");
    if (isCall) {
      List<BoundIndex> indices = subscripts == null ? List.of() : boundIndices(subscripts);
      return new Call(name, indices, context.masked().stream().map(this::masked).toList(), span);
    }
    if (subscripts == null) {
      return new Reference(name, List.of(), Optional.empty(), span);
    }
    List<Expression> places = new ArrayList<>();
    for (SubscriptContext subscript : subscripts.subscript()) {
      places.add(sum(subscript.expression(0)));
      if (subscript.expression().size() > 1) {
        builder.error(
            SYNTAX,
            builder.span(subscript),
            "an extent belongs where an index is introduced, not where it is used");
      }
    }
    Optional<Expression> otherwise =
        subscripts.expression() == null
            ? Optional.empty()
            : Optional.of(sum(subscripts.expression()));
    return new Reference(name, places, otherwise, span);
  }

  private List<BoundIndex> boundIndices(SubscriptsContext context) {
    List<BoundIndex> indices = new ArrayList<>();
    if (context.expression() != null) {
      builder.error(SYNTAX, builder.span(context.expression()), "`else` belongs to an access");
    }
    for (SubscriptContext subscript : context.subscript()) {
      Expression index = sum(subscript.expression(0));
      Optional<Expression> extent =
          subscript.expression().size() > 1
              ? Optional.of(sum(subscript.expression(1)))
              : Optional.empty();
      if (index instanceof Reference reference && reference.subscripts().isEmpty()) {
        indices.add(new BoundIndex(reference.name(), extent));
      } else {
        builder.report(
            Diagnostic.error(SYNTAX, index.span(), "expected the name of an index to introduce"));
      }
    }
    return indices;
  }
}
