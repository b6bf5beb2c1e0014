package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Concat;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.Stage;
import java.util.ArrayList;
import java.util.List;

/// Nests without a reduction: fused elementwise chains, copies of views, concatenation.
final class ElementwiseNest {
  private final ProgramContext context;
  private final Elements elements;

  ElementwiseNest(ProgramContext context, Elements elements) {
    this.context = context;
    this.elements = elements;
  }

  /// Computes every element of `root` into `target`.
  Stage compute(Nest nest, Value root, Storage target) {
    return nest.over(
        context.type(root).shape(),
        (body, at) -> elements.store(body, target, at, elements.root(body, root, at)));
  }

  /// Copies `value`, which has memory or is a view, into `target`.
  Stage copy(Nest nest, Value value, Storage target) {
    return nest.over(
        context.type(value).shape(),
        (body, at) -> elements.store(body, target, at, elements.at(body, value, at)));
  }

  /// Copies `value`, which lies in `from`, into `target`.
  Stage copy(Nest nest, Value value, Storage from, Storage target) {
    return nest.over(
        context.type(value).shape(),
        (body, at) ->
            elements.store(body, target, at, elements.access().load(body, value, from, at)));
  }

  /// Copies part `number` of a concatenation to its place.
  Stage concatPart(Nest nest, Concat concat, int number, Storage target) {
    Value part = concat.parts().get(number);
    Shape shape = context.type(part).shape();
    Dim start = Dim.ZERO;
    for (Value earlier : concat.parts().subList(0, number)) {
      start = start.plus(context.type(earlier).shape().dim(concat.axis()));
    }
    Index shift = Index.of(start);
    return nest.over(
        shape,
        (body, at) -> {
          List<Index> place = new ArrayList<>(at);
          place.set(concat.axis(), at.get(concat.axis()).plus(shift));
          elements.store(body, target, place, elements.at(body, part, at));
        });
  }
}
