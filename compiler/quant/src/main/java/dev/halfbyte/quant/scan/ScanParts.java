package dev.halfbyte.quant.scan;

import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.ir.scan.ScanIterations;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// The computed operands of a scan, in the program that is being written.
///
/// @param iterations how many the scan has, as far as constants tell
public record ScanParts(
    int iterations, List<Value> carried, List<Value> scanned, List<Value> captured) {
  public ScanParts {
    carried = List.copyOf(carried);
    scanned = List.copyOf(scanned);
    captured = List.copyOf(captured);
  }

  /// @param operand what an operand of the scan has become
  public static ScanParts of(ScanIterations iterations, UnaryOperator<Value> operand) {
    Scan scan = iterations.scan();
    List<Value> operands = scan.operands();
    int scanned = scan.carried().size();
    int captured = scanned + scan.scanned().size();
    IntFunction<Value> written = i -> operand.apply(operands.get(i));
    IntPredicate computed = i -> !iterations.isKnown(i);
    return new ScanParts(
        iterations.count(),
        scan.carried().stream().map(operand).toList(),
        IntStream.range(scanned, captured).filter(computed).mapToObj(written).toList(),
        IntStream.range(captured, operands.size()).filter(computed).mapToObj(written).toList());
  }
}
