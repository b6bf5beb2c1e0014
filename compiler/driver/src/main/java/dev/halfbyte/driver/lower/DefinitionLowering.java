package dev.halfbyte.driver.lower;

import dev.halfbyte.frontend.ast.Condition;
import dev.halfbyte.frontend.ast.Definition;
import dev.halfbyte.frontend.ast.ElementType;
import dev.halfbyte.frontend.ast.Expr;
import dev.halfbyte.frontend.ast.Index;
import dev.halfbyte.frontend.ast.IndexExpression;
import dev.halfbyte.frontend.ast.Tensor;
import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Cast;
import dev.halfbyte.ir.op.Clip;
import dev.halfbyte.ir.op.Gelu;
import dev.halfbyte.ir.op.Mask;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.Relu;
import dev.halfbyte.ir.op.Select;
import dev.halfbyte.ir.op.Sigmoid;
import dev.halfbyte.ir.op.Silu;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.source.CompilerBug;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Lowers one definition: a scalar expression of indices becomes tensor ops over whole index
/// spaces.
final class DefinitionLowering {
  /// A value whose axis `k` runs over index `axes[k]`.
  record Indexed(Value value, List<Index> axes) {}

  private final ProgramBuilder builder;
  private final Extents extents;
  private final Function<Tensor, Value> values;
  private final Definition.Elements definition;

  DefinitionLowering(
      ProgramBuilder builder,
      Extents extents,
      Function<Tensor, Value> values,
      Definition.Elements definition) {
    this.builder = builder;
    this.extents = extents;
    this.values = values;
    this.definition = definition;
  }

  /// The value of the target, axis `k` running over `definition.indices()[k]`. What absent elements
  /// hold is of no account: readers leave them out by masks of their own.
  Value lower() {
    return align(expression(definition.value()), definition.indices()).value();
  }

  /// The same with absent elements 0.
  Value lowerPresent() {
    Value value = lower();
    List<Condition> zero =
        definition.value() instanceof Expr.Softmax softmax ? softmax.mask() : List.of();
    if (zero.containsAll(definition.mask())) {
      return value;
    }
    Value mask = mask(definition.indices(), definition.mask());
    return emit(new Select(mask, value, zeroLike(value)));
  }

  Indexed expression(Expr expression) {
    return switch (expression) {
      case Expr.Constant constant -> scalar(constant.value(), constant.type());
      case Expr.Size size -> size(size);
      case Expr.Access access -> access(access);
      case Expr.Unary unary -> unary(unary);
      case Expr.Binary binary -> binary(binary);
      case Expr.Clip clip -> clip(clip);
      case Expr.Reduce reduce -> new ReductionLowering(this, builder, reduce).lower();
      case Expr.Softmax softmax -> new RowLowering(this).softmax(softmax);
      case Expr.LayerNorm norm -> new RowLowering(this).layerNorm(norm);
      case Expr.RmsNorm norm -> new RowLowering(this).rmsNorm(norm);
    };
  }

  private Indexed scalar(double value, ElementType type) {
    TensorType scalar = new TensorType(Extents.elem(type), Shape.SCALAR);
    dev.halfbyte.ir.Tensor data =
        type instanceof ElementType.Float32
            ? dev.halfbyte.ir.Tensor.ofFloats(Shape.SCALAR, (float) value)
            : dev.halfbyte.ir.Tensor.ofInts(scalar, (long) value);
    at(Optional.empty());
    return new Indexed(builder.constant(definition.target().name() + ".c", data), List.of());
  }

  private Indexed size(Expr.Size size) {
    Dim dim = extents.dim(size.extent());
    if (!dim.isFixed()) {
      throw RowLowering.symbolic("`" + dim + "`, used as a number,", size.span());
    }
    return scalar((double) dim.fixed(), size.type());
  }

  private Indexed access(Expr.Access access) {
    Value tensor = values.apply(access.tensor());
    List<Index> axes = access.freeIndices();
    boolean whole = readsWhole(access);
    Value value =
        whole
            ? tensor
            : at(access).add(new View(tensor, map(axes, access.subscripts(), access.padded())));
    if (access.tensor().type() instanceof ElementType.Whole w && w.bits() < 32) {
      value = emit(new Cast(value, ElemType.S32));
    }
    return new Indexed(value, axes);
  }

  /// Whether an access is the tensor as it stands: each axis read by an index of its own that runs
  /// over all of it.
  private boolean readsWhole(Expr.Access access) {
    List<Optional<Index>> bare = access.subscripts().stream().map(IndexExpression::bare).toList();
    boolean distinct = access.freeIndices().size() == bare.size();
    return distinct
        && IntStream.range(0, bare.size())
            .allMatch(axis ->
                bare.get(axis)
                    .filter(
                        index -> definition.extent(index).equals(access.tensor().shape().get(axis)))
                    .isPresent());
  }

  private AccessMap map(List<Index> axes, List<IndexExpression> subscripts, boolean padded) {
    List<AffineIndex> indices = subscripts.stream().map(s -> affine(s, axes)).toList();
    return new AccessMap(dims(axes), indices, padded);
  }

  private Indexed unary(Expr.Unary unary) {
    Indexed operand = expression(unary.operand());
    Value x = operand.value();
    at(unary);
    boolean integer = !(builder.elem(x) instanceof ElemType.FloatType);
    Op op =
        switch (unary.operator()) {
          case NEGATE -> new Unary(Unary.Kind.NEG, x);
          case RELU -> integer ? new Binary(Binary.Kind.MAX, x, zeroLike(x)) : new Relu(x);
          case GELU -> new Gelu(x);
          case SILU -> new Silu(x);
          case SIGMOID -> new Sigmoid(x);
          case TANH -> new Unary(Unary.Kind.TANH, x);
          case SQRT -> new Unary(Unary.Kind.SQRT, x);
          case EXP -> new Unary(Unary.Kind.EXP, x);
        };
    return new Indexed(emit(op), operand.axes());
  }

  private Indexed binary(Expr.Binary binary) {
    Indexed left = expression(binary.left());
    Indexed right = expression(binary.right());
    List<Index> axes = join(left.axes(), right.axes());
    Value a = align(left, axes).value();
    Value b = align(right, axes).value();
    at(binary);
    return new Indexed(emit(new Binary(kind(binary.operator()), a, b)), axes);
  }

  private static Binary.Kind kind(Expr.BinaryOperator operator) {
    return switch (operator) {
      case ADD -> Binary.Kind.ADD;
      case SUBTRACT -> Binary.Kind.SUB;
      case MULTIPLY -> Binary.Kind.MUL;
      case DIVIDE -> Binary.Kind.DIV;
      case MAXIMUM -> Binary.Kind.MAX;
      case MINIMUM -> Binary.Kind.MIN;
    };
  }

  private Indexed clip(Expr.Clip clip) {
    Indexed operand = expression(clip.operand());
    at(clip);
    if (clip.type() instanceof ElementType.Float32) {
      Op op = new Clip(operand.value(), (float) clip.low(), (float) clip.high());
      return new Indexed(emit(op), operand.axes());
    }
    Value low = align(scalar(clip.low(), clip.type()), operand.axes()).value();
    Value high = align(scalar(clip.high(), clip.type()), operand.axes()).value();
    Value atLeast = emit(new Binary(Binary.Kind.MAX, operand.value(), low));
    return new Indexed(emit(new Binary(Binary.Kind.MIN, atLeast, high)), operand.axes());
  }

  /// The same value over `axes`, transposed and repeated as needed.
  Indexed align(Indexed value, List<Index> axes) {
    if (value.axes().equals(axes)) {
      return value;
    }
    List<AffineIndex> indices =
        value.axes().stream().map(axis -> AffineIndex.of(position(axis, axes))).toList();
    return new Indexed(
        emit(new View(value.value(), new AccessMap(dims(axes), indices, false))), axes);
  }

  Value mask(List<Index> axes, List<Condition> conditions) {
    List<AffineIndex> expressions =
        conditions.stream().map(c -> affine(c.expression(), axes)).toList();
    return emit(new Mask(dims(axes), expressions));
  }

  private Value zeroLike(Value value) {
    TensorType type = builder.type(value);
    if (type.elem().equals(ElemType.F32)) {
      return builder.splat(0f, value);
    }
    TensorType scalar = new TensorType(type.elem(), Shape.SCALAR);
    Value zero = builder.constant("zero", dev.halfbyte.ir.Tensor.ofInts(scalar, 0));
    return builder.broadcast(zero, type.shape(), List.of());
  }

  /// Axes of both operands: those of the right one where it has all, else the left one's and then
  /// what only the right one has.
  static List<Index> join(List<Index> left, List<Index> right) {
    if (right.containsAll(left)) {
      return right;
    }
    List<Index> joined = new ArrayList<>(left);
    right.stream().filter(i -> !left.contains(i)).forEach(joined::add);
    return joined;
  }

  /// The axes in the order that the target has them, others after these: an op that is free to
  /// choose spares a transposition.
  List<Index> inOrder(List<Index> axes) {
    List<Index> ordered = new ArrayList<>(definition.indices());
    ordered.retainAll(axes);
    axes.stream().filter(axis -> !ordered.contains(axis)).forEach(ordered::add);
    return List.copyOf(ordered);
  }

  List<Dim> dims(List<Index> axes) {
    return axes.stream().map(axis -> extents.dim(definition.extent(axis))).toList();
  }

  /// Adds an op under the path and place that [#at] set last.
  Value emit(Op op) {
    return builder.add(op);
  }

  ProgramBuilder at(Expr expression) {
    return at(Optional.of(expression));
  }

  private ProgramBuilder at(Optional<Expr> expression) {
    return builder.at(
        Optional.of(definition.target().name()),
        DefinitionsLowering.origin(expression.map(Expr::span).orElse(definition.span())));
  }

  private AffineIndex affine(IndexExpression expression, List<Index> axes) {
    List<AffineIndex.Term> terms =
        expression.terms().stream()
            .map(t -> new AffineIndex.Term(position(t.index(), axes), t.coefficient()))
            .toList();
    return new AffineIndex(terms, extents.dim(expression.offset()));
  }

  private static int position(Index index, List<Index> axes) {
    int position = axes.indexOf(index);
    if (position < 0) {
      throw new CompilerBug("index " + index + " is not among " + axes);
    }
    return position;
  }
}
