package dev.halfbyte.ir.scan;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Scan;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// The iterations of a scan, each as a program of its own: operands that are known at build time
/// are constants in it, the others stay parameters.
///
/// Whoever reasons about constants (ranges, codes, multipliers) sees those of one iteration, and
/// their relations, as in a program without loops.
public final class ScanIterations {
  private final Scan scan;
  private final KnownValues known;
  private final List<DimDeclaration> dims;
  private final int count;

  private ScanIterations(Scan scan, KnownValues known, List<DimDeclaration> dims, int count) {
    this.scan = scan;
    this.known = known;
    this.dims = List.copyOf(dims);
    this.count = count;
  }

  /// @param program the one that `scan` is a node of
  /// @param dims that are visible in it
  public static ScanIterations of(Program program, Scan scan, List<DimDeclaration> dims) {
    List<DimDeclaration> visible =
        Stream.concat(dims.stream(), scan.body().dims().stream()).distinct().toList();
    KnownValues known = new KnownValues(program);
    boolean varies = scan.scanned().stream().anyMatch(known::contains);
    Dim length =
        Objects.requireNonNull(program.types().get(scan.scanned().getFirst())).shape().dim(0);
    // Over a symbolic length a constant can only repeat itself, so that one iteration shows all.
    int count = varies && length.isFixed() ? Math.toIntExact(length.fixed()) : 1;
    return new ScanIterations(scan, known, visible, count);
  }

  public Scan scan() {
    return scan;
  }

  /// How many iterations may differ: the length of the scan where it runs over a constant, else 1.
  public int count() {
    return count;
  }

  /// True where operand `number` of the scan is a constant of its iterations.
  public boolean isKnown(int number) {
    return known.contains(scan.operands().get(number));
  }

  /// Iteration `number`; its parameters are those of the body whose operands are computed, with
  /// their order and value numbers.
  public Program body(int number) {
    IterationWriter writer = new IterationWriter(scan.body(), known);
    List<Value> operands = scan.operands();
    int firstCaptured = scan.carried().size() + scan.scanned().size();
    List<Parameter> left = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      Parameter parameter = scan.body().parameters().get(i);
      boolean carried = i < scan.carried().size();
      if (carried || !isKnown(i)) {
        left.add(parameter);
      } else if (i < firstCaptured) {
        writer.scanned(parameter, operands.get(i), number);
      } else {
        writer.captured(parameter, operands.get(i));
      }
    }
    return writer.finish(dims, left);
  }
}
