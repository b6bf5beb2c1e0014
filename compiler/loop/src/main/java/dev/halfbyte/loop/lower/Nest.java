package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.loop.Bound;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.LoopVariable;
import dev.halfbyte.loop.MemoryType;
import dev.halfbyte.loop.Space;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/// Writes one stage: a parallel loop, loops inside, scratch.
///
/// Not thread-safe; made for one stage and used once.
final class Nest {
  private final String name;
  private final String origin;
  private final StageNames names;
  private final List<Buffer> scratch = new ArrayList<>();

  /// What fills a body, given the index of the iteration.
  @FunctionalInterface
  interface Content {
    void write(Body body, Index at);
  }

  /// @param reserved names that mean something else in the text of the stage
  Nest(String name, String origin, Set<String> reserved) {
    this.name = name;
    this.origin = origin;
    this.names = new StageNames(reserved);
  }

  /// The stage whose iteration `p` of `extent` does `content`.
  Stage parallel(String variable, Dim extent, Content content) {
    LoopVariable parallel = names.variable(variable);
    Body body = Body.stage(names, parallel);
    content.write(body, Index.of(parallel));
    return new Stage(name, origin, parallel, extent, scratch, body.statements());
  }

  /// The stage that runs `content` for every index of `shape`, its first axis longer than one in
  /// parallel.
  Stage over(Shape shape, BiConsumer<Body, List<Index>> content) {
    int axis = 0;
    while (axis < shape.rank() - 1 && shape.dim(axis).equals(Dim.ONE)) {
      axis++;
    }
    int first = axis;
    if (shape.rank() == 0) {
      return parallel("once", Dim.ONE, (body, at) -> content.accept(body, List.of()));
    }
    return parallel(
        "i" + first,
        shape.dim(first),
        (body, at) -> {
          List<Index> outer = new ArrayList<>();
          for (int i = 0; i < first; i++) {
            outer.add(Index.ZERO);
          }
          outer.add(at);
          loops(body, shape.dims(), outer, content);
        });
  }

  /// Loops over the axes of `extents` that `outer` has no index for.
  static void loops(
      Body body, List<Dim> extents, List<Index> outer, BiConsumer<Body, List<Index>> content) {
    int axis = outer.size();
    if (axis == extents.size()) {
      content.accept(body, outer);
      return;
    }
    loop(
        body,
        "i" + axis,
        extents.get(axis),
        (inner, at) -> {
          List<Index> indices = new ArrayList<>(outer);
          indices.add(at);
          loops(inner, extents, indices, content);
        });
  }

  /// A loop over all of `extent`; one of extent 1 leaves no loop.
  static void loop(Body body, String variable, Dim extent, Content content) {
    if (extent.equals(Dim.ONE)) {
      content.write(body, Index.ZERO);
      return;
    }
    boolean runs = extent.isFixed() && extent.fixed() > 0;
    loop(body, variable, Bound.of(extent), 1, runs, content);
  }

  /// A loop with a step.
  ///
  /// @param runs whether it always runs at least once
  static void loop(
      Body body, String variable, Bound extent, long step, boolean runs, Content content) {
    LoopVariable counter = body.names().variable(variable);
    Body inner = body.loop(counter, runs);
    content.write(inner, Index.of(counter));
    body.add(new Statement.For(counter, extent, step, inner.statements()));
  }

  /// The least of a block size and what is left; a plain number where that is known.
  static Bound block(long size, Dim extent, Index start) {
    boolean known = extent.isFixed();
    if (known && extent.fixed() % size == 0) {
      return Bound.of(Dim.of(size));
    }
    if (known && extent.fixed() < size) {
      return Bound.of(extent);
    }
    return Bound.min(Index.of(size), Index.of(extent).minus(start));
  }

  /// Number of blocks of `size` that cover `extent`.
  static Dim blocks(Dim extent, long size) {
    return extent.plus(Dim.of(size - 1)).floorDiv(size);
  }

  Buffer scratch(String hint, MemoryType elem, long size) {
    Buffer buffer = new Buffer(name + "_" + hint, elem, Dim.of(size), Space.SCRATCH);
    scratch.add(buffer);
    return buffer;
  }
}
