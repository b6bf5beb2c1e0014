package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Cast;
import dev.halfbyte.ir.op.Compare;
import dev.halfbyte.ir.op.CoreOp;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.RequantizeAdd;
import dev.halfbyte.ir.op.Select;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.loop.Address;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.LoopVariable;
import dev.halfbyte.loop.RegisterType;
import dev.halfbyte.loop.Space;
import dev.halfbyte.loop.Statement;
import dev.halfbyte.source.CompilerBug;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The computation of single elements: inlined nodes by their op, all others by a load.
final class Elements {
  private final ProgramContext context;
  private final Access access;
  private final QuantizedOps quantized;
  private final KnownScales scales;

  Elements(ProgramContext context) {
    this.context = context;
    this.access = new Access(context);
    this.quantized = new QuantizedOps(context, access);
    this.scales = new KnownScales(context, access, this);
  }

  Access access() {
    return access;
  }

  /// Element `at` of `value`, computed or loaded in `body` unless it is known there.
  Expression at(Body body, Value value, List<Index> at) {
    Optional<Expression> known = body.find(value, at);
    if (known.isPresent()) {
      return known.get();
    }
    return switch (context.grouping.of(value)) {
      case Placement.Root _, Placement.InPassing _ -> access.read(body, value, at);
      case Placement.Access free -> access.read(body, value, at);
      case Placement.Inline inline -> computed(body, value, at);
      case Placement.Prologue prologue -> computed(body, value, at);
      case Placement.Repeated repeated -> computed(body, value, at);
      case Placement.Dead dead -> throw new CompilerBug("a dead value is read: " + value);
    };
  }

  /// Element `at` of the root of a group, from its operands or its core.
  Expression root(Body body, Value value, List<Index> at) {
    return body.find(value, at).orElseGet(() -> computed(body, value, at));
  }

  /// Writes element `at` of a value; NaN leaves in its canonical form, but not into the workspace,
  /// where nobody sees which NaN it is.
  void store(Body body, Storage storage, List<Index> at, Expression element) {
    Expression stored =
        switch (element.type()) {
          case BOOL -> new Expression.Convert(RegisterType.I32, element);
          case F32 ->
              body.isCanonical(element) || storage.buffer().space() == Space.WORKSPACE
                  ? element
                  : new Expression.Unary(Expression.UnaryKind.CANONICAL_NAN, element);
          case I32 -> Expressions.add(element, Expressions.i32(storage.offset()));
          case I64 -> element;
        };
    body.add(new Statement.Store(storage.buffer(), Address.of(storage.address(at)), stored));
  }

  /// Computes and stores element `at` of what reduction `core` stores in passing; from now on it is
  /// known in `body`.
  void inPassing(Body body, Value core, List<Index> at) {
    for (Value value : context.grouping.inPassing(core)) {
      store(body, context.storage(value).orElseThrow(), at, root(body, value, at));
    }
  }

  private Expression computed(Body body, Value value, List<Index> at) {
    Node node = context.definition(value).orElseThrow(() -> new CompilerBug("undefined " + value));
    Expression named = body.name("v" + value.id(), compute(body, node, at));
    body.remember(value, at, named);
    if (Grouping.coreOp(node) instanceof Unary unary && FloatExpansion.isCanonical(unary.kind())) {
      body.rememberCanonical(named);
    }
    return named;
  }

  private Expression compute(Body body, Node node, List<Index> at) {
    return switch (Grouping.coreOp(node)) {
      case CoreOp.Elementwise op -> elementwise(body, op, at);
      case CoreOp.Quantized op -> quantized(body, op, at);
      case CoreOp.Source op -> access.defined(body, node, at);
      case CoreOp.Movement op -> access.defined(body, node, at);
      case CoreOp.Reduction op -> throw new CompilerBug("no accumulator for " + node);
      case CoreOp.Structured op -> throw new CompilerBug("not an element: " + node);
    };
  }

  private Expression elementwise(Body body, CoreOp.Elementwise op, List<Index> at) {
    return switch (op) {
      case Unary u ->
          ElementwiseOps.unary(
              body,
              u.kind(),
              body.name("x", at(body, u.operand(), at)),
              context.type(u.operand()).elem());
      case Binary b ->
          ElementwiseOps.binary(b.kind(), at(body, b.left(), at), at(body, b.right(), at));
      case Compare c ->
          ElementwiseOps.compare(c.kind(), at(body, c.left(), at), at(body, c.right(), at));
      case Select s ->
          new Expression.Select(
              at(body, s.condition(), at), at(body, s.then(), at), at(body, s.otherwise(), at));
      case Cast c -> ElementwiseOps.cast(decoded(body, c.operand(), at), Registers.of(c.elem()));
    };
  }

  private Expression quantized(Body body, CoreOp.Quantized op, List<Index> at) {
    return switch (op) {
      case Quantize q ->
          quantized.quantize(
              body, at(body, q.operand(), at), at(body, q.inverseScale(), at), q.encoding());
      case Dequantize d ->
          quantized.dequantize(decoded(body, d.operand(), at), at(body, d.scale(), at));
      case Requantize r -> scales.requantize(body, r, at).orElseGet(() -> requantize(body, r, at));
      case RequantizeAdd r ->
          scales.requantizeAdd(body, r, at).orElseGet(() -> requantizeAdd(body, r, at));
      case Lookup l -> quantized.lookup(l, at(body, l.operand(), at));
    };
  }

  private Expression requantize(Body body, Requantize op, List<Index> at) {
    return quantized.requantize(
        body,
        decoded(body, op.operand(), at),
        at(body, op.multiplier(), at),
        at(body, op.shift(), at),
        op.encoding());
  }

  private Expression requantizeAdd(Body body, RequantizeAdd op, List<Index> at) {
    return quantized.requantizeAdd(
        body,
        new QuantizedOps.Scaled(decoded(body, op.left(), at), at(body, op.leftMultiplier(), at)),
        new QuantizedOps.Scaled(decoded(body, op.right(), at), at(body, op.rightMultiplier(), at)),
        at(body, op.shift(), at),
        op.encoding());
  }

  /// `T(code)`, or the number itself.
  Expression decoded(Body body, Value value, List<Index> at) {
    Body place = isLoaded(body, value, at) ? body.hoisted(variables(at)) : body;
    return decoded(place, value, at(place, value, at));
  }

  /// Whether an element is read from memory; what is computed depends on the place.
  private boolean isLoaded(Body body, Value value, List<Index> at) {
    return body.find(value, at).isEmpty()
        && switch (context.grouping.of(value)) {
          case Placement.Root _, Placement.InPassing _, Placement.Access _ -> true;
          case Placement.Inline _, Placement.Prologue _, Placement.Repeated _, Placement.Dead _ ->
              false;
        };
  }

  /// The same of an element that lies in `storage`, a private copy of a constant.
  Expression decodedFrom(Body body, Value value, Storage storage, List<Index> at) {
    Body place = body.hoisted(variables(at));
    return decoded(place, value, access.load(place, value, storage, at));
  }

  private static Set<LoopVariable> variables(List<Index> at) {
    return at.stream()
        .flatMap(index -> index.terms().stream())
        .map(Index.Term::variable)
        .collect(Collectors.toSet());
  }

  private Expression decoded(Body body, Value value, Expression element) {
    return context.type(value).elem() instanceof ElemType.CodeType code
        ? body.name("d" + value.id(), quantized.decode(element, code.encoding()))
        : element;
  }
}
