package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.loop.Bound;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.MemoryType;
import dev.halfbyte.loop.RegisterType;
import dev.halfbyte.loop.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Contractions as loops: a block of the last result axis is accumulated side by side, each element
/// in the sealed order.
final class PlainContraction {
  private final ProgramContext context;
  private final Elements elements;

  PlainContraction(ProgramContext context, Elements elements) {
    this.context = context;
    this.elements = elements;
  }

  /// The stage of the group of `root`, whose core is `contract` with result `core`.
  Stage stage(Nest nest, Value root, Value core, Contract contract, Storage target) {
    return new Writer(root, core, contract, target).stage(nest);
  }

  private final class Writer {
    private final Value root;
    private final Value core;
    private final Contract contract;
    private final Storage target;
    private final Einsum einsum;
    private final Labels labels;
    private final RegisterType type;
    private final Optional<Storage> relaid;
    private final List<Index> slice;

    Writer(Value root, Value core, Contract contract, Storage target) {
      this.root = root;
      this.core = core;
      this.contract = contract;
      this.target = target;
      this.einsum = contract.einsum();
      this.labels =
          new Labels(
              einsum,
              context.type(contract.left()).shape(),
              context.type(contract.right()).shape());
      this.type = Registers.of(contract.accumulator());
      Optional<ConstantSlice> constant = context.folder.slice(contract.right());
      this.slice = constant.map(ConstantSlice::leading).orElse(List.of());
      this.relaid = constant.map(ConstantSlice::data).flatMap(this::relay);
    }

    Stage stage(Nest nest) {
      boolean floats = contract.accumulator().equals(ElemType.F32);
      if (floats && contract.order() == Order.LANES16) {
        return new ReduceNest(context, elements)
            .products(nest, root, core, labels.extents(einsum.reduced()), target, this::product);
      }
      List<String> result = einsum.result();
      if (result.isEmpty()) {
        return nest.parallel(
            "once", Dim.ONE, (body, at) -> block(nest, body, List.of(), Optional.empty()));
      }
      List<String> outer = result.subList(0, result.size() - 1);
      List<String> order = batchFirst(outer);
      Dim columns = labels.extent(result.getLast());
      if (outer.isEmpty()) {
        return nest.parallel(
            "b",
            Nest.blocks(columns, lanes()),
            (body, at) -> block(nest, body, List.of(), Optional.of(start(at))));
      }
      return nest.over(
          new Shape(labels.extents(order)),
          (body, at) -> {
            List<Index> own = Labels.pick(outer, Labels.bind(order, at));
            Nest.loop(
                body,
                "b",
                Nest.blocks(columns, lanes()),
                (inner, b) -> block(nest, inner, own, Optional.of(start(b))));
          });
    }

    /// What is outermost in the other stages of a head, so that their rows can be fused.
    private List<String> batchFirst(List<String> result) {
      List<String> batch = einsum.batch();
      return Stream.concat(
              result.stream().filter(batch::contains),
              result.stream().filter(l -> !batch.contains(l)))
          .toList();
    }

    private long lanes() {
      return context.facts.vectorLanes();
    }

    private Index start(Index block) {
      return block.times(Dim.of(lanes()));
    }

    /// One block of result elements `[outer.., start .. start + lanes)`.
    private void block(Nest nest, Body body, List<Index> outer, Optional<Index> start) {
      Buffer sums = nest.scratch("acc", MemoryType.of(contract.accumulator()), width());
      Bound count =
          start
              .map(s -> Nest.block(lanes(), labels.extent(einsum.result().getLast()), s))
              .orElse(Bound.of(Dim.ONE));
      Expression zero =
          type == RegisterType.F32 ? Expressions.f32(0) : Expressions.integer(type, 0);
      Lanes.fill(body, sums, count, zero);
      Nest.loops(
          body,
          labels.extents(einsum.reduced()),
          List.of(),
          (inner, reduced) ->
              Nest.loop(
                  inner,
                  "l",
                  count,
                  1,
                  true,
                  (lane, l) -> {
                    Expression sum = Lanes.read(sums, l);
                    List<Index> at = result(outer, start, l);
                    Lanes.write(lane, sums, l, product(lane, at, reduced, sum));
                  }));
      Nest.loop(
          body,
          "l",
          count,
          1,
          true,
          (lane, l) -> {
            List<Index> at = result(outer, start, l);
            lane.remember(core, at, lane.name("v" + core.id(), Lanes.read(sums, l)));
            elements.store(lane, target, at, elements.root(lane, root, at));
          });
    }

    private long width() {
      if (einsum.result().isEmpty()) {
        return 1;
      }
      Dim columns = labels.extent(einsum.result().getLast());
      return columns.isFixed() ? Math.clamp(columns.fixed(), 1, lanes()) : lanes();
    }

    private List<Index> result(List<Index> outer, Optional<Index> start, Index lane) {
      List<Index> at = new ArrayList<>(outer);
      start.ifPresent(s -> at.add(s.plus(lane)));
      return at;
    }

    private Expression product(Body body, List<Index> at, List<Index> reduced, Expression sum) {
      Map<String, Index> indices = Labels.bind(einsum.result(), at);
      indices.putAll(Labels.bind(einsum.reduced(), reduced));
      List<Index> leftAt = Labels.pick(einsum.left(), indices);
      List<Index> rightAt = Labels.pick(einsum.right(), indices);
      Expression left = elements.decoded(body, contract.left(), leftAt);
      Expression right =
          relaid
              .map(s -> elements.decodedFrom(body, contract.right(), s.slice(slice), rightAt))
              .orElseGet(() -> elements.decoded(body, contract.right(), rightAt));
      Expression next =
          type == RegisterType.F32
              ? new Expression.Fma(left, right, sum)
              : Expressions.add(
                  Expressions.mul(Expressions.widen(left, type), Expressions.widen(right, type)),
                  sum);
      return contract
          .mask()
          .<Expression>map(
              mask -> new Expression.Select(elements.at(body, mask, leftAt), next, sum))
          .orElse(next);
    }

    /// A constant right operand, in all its slices, with the last result axis innermost, so that
    /// lanes read neighbours.
    private Optional<Storage> relay(Tensor data) {
      List<String> right = einsum.right();
      if (einsum.result().isEmpty() || !right.contains(einsum.result().getLast())) {
        return Optional.empty();
      }
      int inner = slice.size() + right.indexOf(einsum.result().getLast());
      int rank = slice.size() + right.size();
      if (inner == rank - 1 || data.count() == 0) {
        return Optional.empty();
      }
      List<Integer> order = new ArrayList<>();
      for (int axis = 0; axis < rank; axis++) {
        if (axis != inner) {
          order.add(axis);
        }
      }
      order.add(inner);
      String name = "w" + contract.right().id();
      return Optional.of(context.constants.permuted(name, data, order));
    }
  }
}
