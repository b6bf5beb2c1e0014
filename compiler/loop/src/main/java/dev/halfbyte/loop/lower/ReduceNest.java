package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.loop.Address;
import dev.halfbyte.loop.Bound;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.Local;
import dev.halfbyte.loop.MemoryType;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;

/// Nests around one `reduce`, or around a contraction whose operands share all free labels: each
/// result element runs through its elements in the sealed order.
final class ReduceNest {
  static final int LANES = 16;

  private static final Dim BLOCK = Dim.of(Order.BLOCK);

  private final ProgramContext context;
  private final Elements elements;

  /// How a reduction takes one more element into an accumulator.
  @FunctionalInterface
  interface Step {
    Expression apply(Body body, List<Index> reduced, Expression accumulator);
  }

  /// A reduction of one result element.
  ///
  /// @param extents of the reduced axes, outermost first
  /// @param combine joins two partial results
  private record Loops(
      List<Dim> extents, Expression start, Step step, BinaryOperator<Expression> combine) {}

  ReduceNest(ProgramContext context, Elements elements) {
    this.context = context;
    this.elements = elements;
  }

  /// The stage of the group of `root` with core `reduce`, whose result is `core`.
  Stage reduce(Nest nest, Value root, Value core, Reduce reduce, Storage target) {
    Shape operand = context.type(reduce.operand()).shape();
    List<Dim> extents = reduce.axes().stream().map(operand::dim).toList();
    boolean inLanes = reduce.accumulator().equals(ElemType.F32) && reduce.order() != Order.SERIAL;
    Optional<Buffer> lanes = inLanes ? Optional.of(lanes(nest)) : Optional.empty();
    boolean inBlocks = inLanes && isLong(reduce.order(), extents);
    return nest.over(
        context.type(root).shape(),
        (body, at) -> {
          Loops loops =
              new Loops(
                  extents,
                  start(reduce),
                  (inner, reduced, old) -> {
                    List<Index> element = merge(operand, reduce.axes(), at, reduced);
                    elements.inPassing(inner, core, element);
                    return step(inner, reduce, element, old);
                  },
                  (a, b) -> combine(reduce.kind(), a, b));
          Expression result =
              inBlocks ? inBlocks(body, loops, lanes.orElseThrow()) : run(body, loops, lanes);
          finish(body, root, core, target, at, result);
        });
  }

  /// The stage of a float contraction in sixteen lanes: element by element products of two rows.
  Stage products(
      Nest nest, Value root, Value core, List<Dim> extents, Storage target, ProductAt product) {
    Buffer lanes = lanes(nest);
    return nest.over(
        context.type(root).shape(),
        (body, at) -> {
          Loops loops =
              new Loops(
                  extents,
                  Expressions.f32(0),
                  (inner, reduced, sum) -> product.accumulate(inner, at, reduced, sum),
                  Expressions::add);
          finish(body, root, core, target, at, inLanes(body, loops, lanes));
        });
  }

  /// The accumulation of one product of a contraction.
  @FunctionalInterface
  interface ProductAt {
    Expression accumulate(Body body, List<Index> at, List<Index> reduced, Expression sum);
  }

  private void finish(
      Body body, Value root, Value core, Storage target, List<Index> at, Expression result) {
    body.remember(core, at, body.name("v" + core.id(), result));
    elements.store(body, target, at, elements.root(body, root, at));
  }

  private static Buffer lanes(Nest nest) {
    return nest.scratch("lanes", MemoryType.F32, LANES);
  }

  private static Expression run(Body body, Loops loops, Optional<Buffer> lanes) {
    return lanes.map(l -> inLanes(body, loops, l)).orElseGet(() -> serial(body, loops));
  }

  private static Expression serial(Body body, Loops loops) {
    Local accumulator = body.variable("acc", loops.start());
    Nest.loops(
        body,
        loops.extents(),
        List.of(),
        (inner, reduced) -> {
          Expression next = loops.step().apply(inner, reduced, new Expression.Use(accumulator));
          inner.add(new Statement.Assign(accumulator, next));
        });
    return new Expression.Use(accumulator);
  }

  /// Whether more than one block can be left to join; a single one is the same in lanes.
  private boolean isLong(Order order, List<Dim> extents) {
    return switch (order) {
      case SERIAL, LANES16 -> false;
      case BLOCKS16 -> context.most(extents.getFirst()) > Order.BLOCK;
    };
  }

  /// Blocks of the one reduced axis, each in lanes, joined in ascending order; what is left over is
  /// a shorter block.
  private static Expression inBlocks(Body body, Loops loops, Buffer lanes) {
    Dim extent = loops.extents().getFirst();
    Local joined = body.variable("joined", loops.start());
    Dim whole = extent.floorDiv(Order.BLOCK);
    Dim rest = extent.minus(whole.times(BLOCK));
    Nest.loop(
        body,
        "block",
        whole,
        (inner, number) -> block(inner, loops, lanes, joined, number.times(BLOCK), BLOCK));
    if (!rest.equals(Dim.ZERO)) {
      Index first = Index.of(whole.times(BLOCK));
      Nest.loop(
          body,
          "last",
          Bound.of(Nest.blocks(extent, Order.BLOCK).minus(whole)),
          1,
          false,
          (inner, once) -> block(inner, loops, lanes, joined, first, rest));
    }
    return new Expression.Use(joined);
  }

  private static void block(
      Body body, Loops loops, Buffer lanes, Local joined, Index first, Dim count) {
    Lanes.fill(body, lanes, Bound.of(Dim.of(LANES)), loops.start());
    alongOneAxis(body, loops, lanes, first, count);
    Expression block = body.name("part", Lanes.join(body, lanes, loops.combine()));
    Expression sum = loops.combine().apply(new Expression.Use(joined), block);
    body.add(new Statement.Assign(joined, sum));
  }

  private static Expression inLanes(Body body, Loops loops, Buffer lanes) {
    Lanes.fill(body, lanes, Bound.of(Dim.of(LANES)), loops.start());
    if (loops.extents().size() == 1) {
      alongOneAxis(body, loops, lanes, Index.ZERO, loops.extents().getFirst());
    } else {
      alongManyAxes(body, loops, lanes);
    }
    return Lanes.join(body, lanes, loops.combine());
  }

  /// Elements `first .. first + count`, the first of them into lane 0. Whole rounds of the lanes
  /// have a loop of their own, so that they are a vector in a register there.
  private static void alongOneAxis(Body body, Loops loops, Buffer lanes, Index first, Dim count) {
    Dim rounds = count.floorDiv(LANES);
    Dim whole = rounds.times(Dim.of(LANES));
    if (!rounds.equals(Dim.ZERO)) {
      Nest.loop(
          body,
          "k",
          rounds,
          (outer, number) -> {
            Index start = first.plus(number.times(Dim.of(LANES)));
            round(outer, loops, lanes, start, Dim.of(LANES));
          });
    }
    Dim rest = count.minus(whole);
    if (!rest.equals(Dim.ZERO)) {
      round(body, loops, lanes, first.plus(Index.of(whole)), rest);
    }
  }

  /// At most one element for each lane.
  private static void round(Body body, Loops loops, Buffer lanes, Index first, Dim count) {
    Nest.loop(
        body,
        "l",
        count,
        (inner, lane) -> {
          Expression old = Lanes.read(lanes, lane);
          Expression next = loops.step().apply(inner, List.of(first.plus(lane)), old);
          Lanes.write(inner, lanes, lane, next);
        });
  }

  private static void alongManyAxes(Body body, Loops loops, Buffer lanes) {
    List<Dim> strides = Storage.denseStrides(loops.extents());
    Nest.loops(
        body,
        loops.extents(),
        List.of(),
        (inner, reduced) -> {
          Index linear = Index.ZERO;
          for (int axis = 0; axis < strides.size(); axis++) {
            linear = linear.plus(reduced.get(axis).times(strides.get(axis)));
          }
          Address lane = Lanes.modulo(linear, LANES);
          Expression old = new Expression.Load(lanes, lane, Optional.empty());
          Expression next = loops.step().apply(inner, reduced, old);
          inner.add(new Statement.Store(lanes, lane, next));
        });
  }

  private Expression step(Body body, Reduce reduce, List<Index> at, Expression accumulator) {
    Expression element =
        Expressions.widen(elements.at(body, reduce.operand(), at), accumulator.type());
    Expression next = combine(reduce.kind(), accumulator, element);
    return reduce
        .mask()
        .map(mask ->
            (Expression) new Expression.Select(elements.at(body, mask, at), next, accumulator))
        .orElse(next);
  }

  private static Expression combine(Reduce.Kind kind, Expression left, Expression right) {
    return switch (kind) {
      case SUM -> Expressions.add(left, right);
      case MAX -> Expressions.max(left, right);
      case MIN -> Expressions.min(left, right);
    };
  }

  /// What a reduction of nothing gives; `max(start, x)` is `x` for every `x`, NaN included.
  private static Expression start(Reduce reduce) {
    boolean floats = reduce.accumulator() instanceof ElemType.FloatType;
    return switch (reduce.kind()) {
      case SUM ->
          floats ? Expressions.f32(0) : Expressions.integer(Registers.of(reduce.accumulator()), 0);
      case MAX -> floats ? Expressions.f32(Float.NEGATIVE_INFINITY) : limit(reduce, false);
      case MIN -> floats ? Expressions.f32(Float.POSITIVE_INFINITY) : limit(reduce, true);
    };
  }

  private static Expression limit(Reduce reduce, boolean largest) {
    ElemType.IntType type = ElemType.storage(reduce.accumulator()).orElseThrow();
    return Expressions.integer(
        Registers.of(reduce.accumulator()), largest ? type.max() : type.min());
  }

  /// The operand index from the kept and the reduced indices.
  private static List<Index> merge(
      Shape operand, List<Integer> axes, List<Index> kept, List<Index> reduced) {
    List<Index> merged = new ArrayList<>();
    int nextKept = 0;
    int nextReduced = 0;
    for (int axis = 0; axis < operand.rank(); axis++) {
      merged.add(axes.contains(axis) ? reduced.get(nextReduced++) : kept.get(nextKept++));
    }
    return merged;
  }
}
