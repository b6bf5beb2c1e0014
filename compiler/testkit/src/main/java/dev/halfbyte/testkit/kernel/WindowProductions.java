package dev.halfbyte.testkit.kernel;

import dev.halfbyte.testkit.Choices;
import dev.halfbyte.testkit.kernel.Frame.Index;
import dev.halfbyte.testkit.kernel.Term.Masked;
import dev.halfbyte.testkit.kernel.Term.Operator;
import dev.halfbyte.testkit.kernel.Variable.Kind;
import java.util.ArrayList;
import java.util.List;

/// Sliding windows: convolutions with and without padding, pooling, strided selections.
final class WindowProductions {
  private static final long LARGEST = 1 << 12;

  private WindowProductions() {}

  /// `y[.., i: n/s] = sum[r: 3](x[.., i*s + r - 1 else 0] * w[r])`, over the last axis.
  static void windows(Scope scope) {
    Choices choices = scope.choices();
    List<Variable> all =
        scope.variables(Kind.FLOAT).stream()
            .filter(v -> !v.shape().isEmpty() && scope.bench().count(v.shape()) <= LARGEST)
            .toList();
    if (all.isEmpty()) {
      DefinitionProductions.elements(scope);
      return;
    }
    Variable x = choices.pick(all);
    Extent extent = x.shape().getLast();
    int width = choices.between(1, 3);
    // That quotients of quotients stay inside is more than the language proves.
    boolean divided = extent.hasQuotient();
    int stride = divided ? 1 : choices.between(1, 3);
    int dilation = choices.oneIn(4) ? 2 : 1;
    int span = (width - 1) * dilation;
    boolean padded = !x.masked() && (choices.oneIn(2) || extent.least() <= span);
    if (!padded && extent.least() <= span) {
      DefinitionProductions.whole(scope);
      return;
    }
    int before = padded ? choices.below(width) : 0;
    Extent outputs =
        padded ? extent.plus(stride - 1).over(stride) : extent.plus(-span - 1).over(stride).plus(1);
    Frame frame = new Frame(scope);
    List<Index> outer =
        DefinitionProductions.introduce(frame, x.shape().subList(0, x.shape().size() - 1));
    Index i = frame.introduce(outputs);
    Index r = frame.introduce(Extent.of(width));
    outer.forEach(Index::anchor);
    scope.use(x);
    List<String> subscripts = new ArrayList<>(outer.stream().map(Index::name).toList());
    subscripts.add(subscript(i, stride, r, dilation, before));
    Term access = new Term.Reference(x.name(), subscripts, padded);
    Value body = new Value(access, Kind.FLOAT, x.range().union(new Range(0, 0)), x.masked());
    List<Index> targets = new ArrayList<>(outer);
    targets.add(i);
    scope.define(frame, targets, reduced(new Expressions(frame), body, r, choices), List.of());
  }

  private static String subscript(Index i, int stride, Index r, int dilation, int before) {
    String scaled = stride == 1 ? i.name() : i.name() + "*" + stride;
    String offset = dilation == 1 ? r.name() : dilation + "*" + r.name();
    return scaled + " + " + offset + (before == 0 ? "" : " - " + before);
  }

  private static Value reduced(Expressions expressions, Value body, Index r, Choices choices) {
    Frame frame = new Frame(expressions.scope());
    boolean weighted = expressions.scope().isKernel() && !choices.oneIn(3);
    Value factor = body;
    if (weighted) {
      Variable weight = expressions.scope().bench().weight(List.of(r.extent()));
      Value element = expressions.element(weight, List.of(r));
      factor =
          body.with(
              new Term.Arithmetic(Operator.MULTIPLY, body.term(), element.term()),
              body.range().times(element.range()));
    }
    String introduced = frame.introduction(r);
    boolean pool =
        !weighted && !body.masked() && !expressions.scope().bench().options().quantized();
    String function = pool ? choices.pick(List.of("max", "min", "sum")) : "sum";
    Term call =
        new Term.Call(function, List.of(introduced), List.of(new Masked(factor.term(), List.of())));
    double width = (double) expressions.scope().bench().reach(r.extent());
    Value result = new Value(call, Kind.FLOAT, factor.range().repeated(width), false);
    return expressions.arithmetic().tame(result);
  }
}
