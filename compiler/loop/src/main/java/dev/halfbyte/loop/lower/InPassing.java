package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Reduce;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/// Which values a reduction stores while it reads them, for others who read them after it.
///
/// A float reduction along rows, in lanes, goes over every element of its operand once, so what is
/// computed for it need not be computed, stored and read again by loops of their own: exponentials
/// are added up where they are made.
final class InPassing {
  private final Map<Value, TensorType> types;
  private final Map<Value, Node> definitions;
  private final Map<Value, Integer> order = new HashMap<>();

  InPassing(Program program) {
    this.types = program.types();
    this.definitions = program.definitions();
    program
        .nodes()
        .forEach(node -> node.results().forEach(result -> order.put(result.value(), order.size())));
  }

  /// The place in a reduction that may store `value`, as its stage runs before those of all other
  /// readers.
  ///
  /// @param readers the places of all nodes that read it element by element
  /// @param group the root of the group of a reduction
  Optional<Placement.Prologue> first(
      Value value, Collection<Placement> readers, Function<Value, Optional<Value>> group) {
    Optional<Placement.Prologue> first = Optional.empty();
    int least = Integer.MAX_VALUE;
    for (Placement reader : List.copyOf(readers)) {
      OptionalInt turn = turn(reader, group);
      if (turn.isEmpty()) {
        return Optional.empty();
      }
      if (turn.getAsInt() < least) {
        least = turn.getAsInt();
        first =
            reader instanceof Placement.Prologue prologue && suits(value, prologue.reduction())
                ? Optional.of(prologue)
                : Optional.empty();
      }
    }
    return first;
  }

  /// When the stage of a place runs.
  private OptionalInt turn(Placement place, Function<Value, Optional<Value>> group) {
    Optional<Value> root =
        switch (place) {
          case Placement.Prologue prologue -> group.apply(prologue.reduction());
          case Placement.Inline inline -> Optional.of(inline.group());
          case Placement.Root _,
              Placement.InPassing _,
              Placement.Access _,
              Placement.Repeated _,
              Placement.Dead _ ->
              Optional.empty();
        };
    return root.map(order::get).map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  private boolean suits(Value value, Value reduction) {
    TensorType type = types.get(value);
    Node node = definitions.get(reduction);
    return type != null
        && node != null
        && node.op() instanceof Reduce reduce
        && reduce.accumulator().equals(ElemType.F32)
        && reduce.order() != Order.SERIAL
        && reduce.axes().equals(List.of(type.shape().rank() - 1))
        && type.equals(types.get(reduce.operand()));
  }
}
