package dev.halfbyte.quant.scan;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.ir.scan.ScanIterations;
import dev.halfbyte.passes.rewrite.Rewriter;
import dev.halfbyte.quant.annotate.ValueNames;
import java.util.List;
import java.util.stream.IntStream;

/// Applies a transformation of programs to the bodies of scans, with the constants of each
/// iteration in place.
public final class ScanBodies {
  private ScanBodies() {}

  /// What becomes of an iteration; it treats programs of one form alike, whatever their constants
  /// are.
  @FunctionalInterface
  public interface Step {
    /// @param names of the values of `iteration`
    Program rewrite(Program iteration, ValueNames names, Place place);
  }

  /// Which of all iterations of the body is rewritten, those of the scans around it included.
  ///
  /// @param count how many there are; 1 also where one form serves all of them
  public record Place(int number, int count) {
    /// A program that no scan repeats.
    public static final Place ONLY = new Place(0, 1);

    /// The place of an iteration of a scan inside this one.
    public Place inside(int iteration, int iterations) {
      return new Place(number * iterations + iteration, count * iterations);
    }
  }

  /// The program with `step` applied to the bodies of its scans, inner ones first.
  ///
  /// @param names of the values of `program`
  public static Program rewrite(Program program, ValueNames names, Step step) {
    return rewrite(program, names, Place.ONLY, step);
  }

  private static Program rewrite(Program program, ValueNames names, Place place, Step step) {
    if (program.nodes().stream().noneMatch(node -> node.op() instanceof Scan)) {
      return program;
    }
    Rewriter copy = new Rewriter(program);
    for (Node node : program.nodes()) {
      if (node.op() instanceof Scan scan) {
        ScanIterations iterations = ScanIterations.of(program, scan, program.dims());
        if (iterations.count() == 0) {
          withoutIterations(node, scan, copy);
          continue;
        }
        String name = names.of(node.results().getFirst().value());
        List<Program> bodies =
            IntStream.range(0, iterations.count())
                .mapToObj(i ->
                    iteration(iterations.body(i), name, place.inside(i, iterations.count()), step))
                .toList();
        ScanParts parts = ScanParts.of(iterations, copy::mapped);
        copy.copy(node, Stacking.of(node, bodies).scan(parts, copy));
      } else {
        copy.copyOriginal(node);
      }
    }
    return copy.finish();
  }

  private static Program iteration(Program iteration, String scan, Place place, Step step) {
    Program inner = rewrite(iteration, new ValueNames(iteration, scan), place, step);
    return step.rewrite(inner, new ValueNames(inner, scan), place);
  }

  /// Of no iteration the carried values come out as they came, and what is stacked is empty.
  private static void withoutIterations(Node node, Scan scan, Rewriter copy) {
    for (int i = 0; i < node.results().size(); i++) {
      Node.Result result = node.results().get(i);
      if (i < scan.carried().size()) {
        copy.map(result.value(), copy.mapped(scan.carried().get(i)));
      } else {
        byte[] zero = new byte[result.type().elem().bytes()];
        TensorType scalar = new TensorType(result.type().elem(), Shape.SCALAR);
        Value repeated = copy.constant("nothing", Tensor.ofBytes(scalar, zero));
        copy.map(
            result.value(), copy.builder().broadcast(repeated, result.type().shape(), List.of()));
      }
    }
  }
}
