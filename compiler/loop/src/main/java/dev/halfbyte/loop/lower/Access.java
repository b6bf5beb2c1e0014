package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Concat;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.CoreOp;
import dev.halfbyte.ir.op.Mask;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.loop.Address;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.Guard;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.LoopVariable;
import dev.halfbyte.source.CompilerBug;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads elements of values that have memory, through views, without a copy: index maps are
/// composed, padding becomes a guard of the load, masks become conditions.
final class Access {
  private final ProgramContext context;

  Access(ProgramContext context) {
    this.context = context;
  }

  /// Element `at` of a value that is stored, constant, or a view of such.
  Expression read(Body body, Value value, List<Index> at) {
    return read(body, value, at, List.of());
  }

  private Expression read(Body body, Value value, List<Index> at, List<Index> guards) {
    Optional<Storage> storage = context.storage(value);
    if (storage.isPresent()) {
      return load(body, value, storage.get(), at, guards);
    }
    Optional<ProgramContext.Source> source = context.source(value);
    if (source.isPresent()) {
      List<Index> outer = new ArrayList<>(source.get().leading());
      outer.addAll(at);
      return new Access(source.get().context()).read(body, source.get().value(), outer, guards);
    }
    Node node =
        context
            .definition(value)
            .orElseThrow(() -> new CompilerBug("parameter without a buffer: " + value));
    return defined(body, node, at, guards);
  }

  /// Element `at` by the definition of a value, for those who are about to store it.
  Expression defined(Body body, Node node, List<Index> at) {
    return defined(body, node, at, List.of());
  }

  private Expression defined(Body body, Node node, List<Index> at, List<Index> guards) {
    Value value = node.value();
    return switch (Grouping.coreOp(node)) {
      case Constant c -> constant(body, c, value, at, guards);
      case Mask mask -> mask(mask, at, guards);
      case View view -> view(body, view, at, guards);
      case Reshape reshape -> load(body, value, aliasOf(reshape, value), at, guards);
      case Concat concat -> throw noMemory(node);
      case CoreOp.Elementwise op -> throw noMemory(node);
      case CoreOp.Reduction op -> throw noMemory(node);
      case CoreOp.Quantized op -> throw noMemory(node);
      case CoreOp.Structured op -> throw noMemory(node);
    };
  }

  private static CompilerBug noMemory(Node node) {
    return new CompilerBug("no memory for " + node);
  }

  /// The memory of a stored value, also under the names that reshapes give it.
  Storage alias(Value value) {
    Optional<Storage> storage = context.storage(value);
    if (storage.isPresent()) {
      return storage.get();
    }
    Optional<ProgramContext.Source> source = context.source(value);
    if (source.isPresent()) {
      Storage outer = new Access(source.get().context()).alias(source.get().value());
      return outer.slice(source.get().leading());
    }
    Node node = context.definition(value).orElseThrow();
    if (node.op() instanceof Constant constant) {
      return constantStorage(constant, value);
    }
    if (node.op() instanceof Reshape reshape) {
      return aliasOf(reshape, value);
    }
    throw noMemory(node);
  }

  /// The element `at` of data that is known at build time, through views without padding.
  Optional<ConstantRead> constant(Value value, List<Index> at) {
    Optional<Node> node = context.definition(value);
    if (node.isPresent() && node.get().op() instanceof View view) {
      if (view.map().padded()) {
        return Optional.empty();
      }
      List<Index> inner = view.map().indices().stream().map(i -> apply(i, at)).toList();
      return constant(view.operand(), inner);
    }
    return context
        .folder
        .slice(value)
        .map(slice -> {
          List<Index> place = new ArrayList<>(slice.leading());
          place.addAll(at);
          return new ConstantRead(slice.data(), place);
        });
  }

  private Storage aliasOf(Reshape reshape, Value value) {
    Storage inner = alias(reshape.operand());
    if (!inner.isDense(context.type(reshape.operand()).shape())) {
      throw new CompilerBug("reshape of a value with gaps: " + value);
    }
    return inner.reshaped(context.type(value).shape());
  }

  private Storage constantStorage(Constant constant, Value value) {
    Tensor data = context.folder.tensor(value).orElseThrow();
    return context.constants.dense(constant.name(), data);
  }

  private Expression constant(
      Body body, Constant constant, Value value, List<Index> at, List<Index> guards) {
    Optional<Tensor> uniform = context.folder.uniform(value);
    if (uniform.isEmpty()) {
      return load(body, value, constantStorage(constant, value), at, guards);
    }
    Expression literal = literal(uniform.get());
    if (guards.isEmpty()) {
      return literal;
    }
    return new Expression.Select(
        new Expression.InBounds(guards), literal, zero(context.type(value).elem()));
  }

  private static Expression literal(Tensor uniform) {
    ElemType elem = uniform.type().elem();
    return switch (elem) {
      case ElemType.FloatType f -> Expressions.f32(uniform.floatAt(0));
      case ElemType.BoolType b -> Expressions.bool(uniform.longAt(0) != 0);
      case ElemType.IntType i -> Expressions.integer(Registers.of(elem), uniform.longAt(0));
      case ElemType.CodeType c -> Expressions.integer(Registers.of(elem), uniform.longAt(0));
    };
  }

  private Expression view(Body body, View view, List<Index> at, List<Index> guards) {
    AccessMap map = view.map();
    List<Dim> extents = context.type(view.operand()).shape().dims();
    List<Index> inner = new ArrayList<>();
    List<Index> conditions = new ArrayList<>(guards);
    for (int axis = 0; axis < extents.size(); axis++) {
      AffineIndex affine = map.indices().get(axis);
      Index index = apply(affine, at);
      inner.add(index);
      if (map.padded()) {
        addConditions(conditions, map, affine, index, extents.get(axis));
      }
    }
    return read(body, view.operand(), inner, conditions);
  }

  /// Adds `0 <= index < extent`, each half only where it is not evident.
  private static void addConditions(
      List<Index> conditions, AccessMap map, AffineIndex affine, Index index, Dim extent) {
    boolean neverNegative =
        affine.terms().stream().allMatch(t -> t.coefficient() > 0)
            && affine.constant().isFixed()
            && affine.constant().fixed() >= 0;
    if (!neverNegative) {
      conditions.add(index);
    }
    Dim room = extent.minus(Dim.ONE).minus(affine.constant());
    for (AffineIndex.Term term : affine.terms()) {
      Dim last = map.extents().get(term.position()).minus(Dim.ONE);
      room = room.minus(term.coefficient() > 0 ? last.times(Dim.of(term.coefficient())) : Dim.ZERO);
    }
    if (!room.isFixed() || room.fixed() < 0) {
      conditions.add(Index.of(extent.minus(Dim.ONE)).minus(index));
    }
  }

  static Index apply(AffineIndex affine, List<Index> at) {
    Index sum = Index.of(affine.constant());
    for (AffineIndex.Term term : affine.terms()) {
      sum = sum.plus(at.get(term.position()).times(Dim.of(term.coefficient())));
    }
    return sum;
  }

  private static Expression mask(Mask mask, List<Index> at, List<Index> guards) {
    List<Index> conditions = new ArrayList<>(guards);
    mask.conditions().forEach(c -> conditions.add(apply(c, at)));
    return new Expression.InBounds(conditions);
  }

  /// Element `at` of `value` where it lies in `storage`.
  Expression load(Body body, Value value, Storage storage, List<Index> at) {
    return load(body, value, storage, at, List.of());
  }

  private Expression load(
      Body body, Value value, Storage storage, List<Index> at, List<Index> guards) {
    ElemType elem = context.type(value).elem();
    Index address = storage.address(at);
    // Only what is padded needs a zero: not every encoding has one.
    Optional<Guard> guard =
        guards.isEmpty()
            ? Optional.empty()
            : Optional.of(new Guard(guards, shifted(zero(elem), storage.offset())));
    Set<LoopVariable> variables = new HashSet<>();
    address.terms().forEach(t -> variables.add(t.variable()));
    guards.forEach(g -> g.terms().forEach(t -> variables.add(t.variable())));
    Body place = body.hoisted(variables);
    Expression load =
        place.load(
            "v" + value.id(), new Expression.Load(storage.buffer(), Address.of(address), guard));
    if (elem instanceof ElemType.BoolType) {
      return new Expression.Compare(Expression.CompareKind.NE, load, Expressions.i32(0));
    }
    return storage.offset() == 0 ? load : Expressions.sub(load, Expressions.i32(storage.offset()));
  }

  private static Expression.Constant shifted(Expression.Constant zero, long offset) {
    return switch (zero.type()) {
      case I32 -> Expressions.i32(zero.bits() + offset);
      case BOOL -> Expressions.i32(zero.bits());
      case I64, F32 -> zero;
    };
  }

  /// What padding reads: the code or number that stands for real zero.
  static Expression.Constant zero(ElemType elem) {
    return switch (elem) {
      case ElemType.FloatType f -> Expressions.f32(0);
      case ElemType.BoolType b -> Expressions.bool(false);
      case ElemType.IntType i -> Expressions.integer(Registers.of(elem), 0);
      case ElemType.CodeType c ->
          Expressions.integer(Registers.of(elem), c.encoding().zeroCode().orElseThrow());
    };
  }
}
