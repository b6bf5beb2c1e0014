package dev.halfbyte.quant.integerize;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.ir.scan.ScanIterations;
import dev.halfbyte.quant.Explanation;
import dev.halfbyte.quant.annotate.Preparation;
import dev.halfbyte.quant.scan.IterationReasons;
import dev.halfbyte.quant.scan.ScanParts;
import dev.halfbyte.quant.scan.Stacking;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Scans whose bodies take and give codes: each iteration is integerized with its constants, then
/// all are one body that runs over multipliers, shifts and biases too.
final class ScanForms {
  private final IntegerState state;

  ScanForms(IntegerState state) {
    this.state = state;
  }

  /// Emits the scan on integers and says what its results are.
  void visit(Node node, Scan scan) {
    if (scan.operands().stream().anyMatch(v -> state.real(v) instanceof Real.Unknown)) {
      node.results().forEach(r -> state.reals.put(r.value(), new Real.Unknown()));
      return;
    }
    try {
      emit(node, scan);
    } catch (DiagnosticException e) {
      state.faults.addAll(e.diagnostics());
      node.results().forEach(r -> state.reals.put(r.value(), new Real.Unknown()));
    }
  }

  private void emit(Node node, Scan scan) {
    ScanIterations iterations = ScanIterations.of(state.program, scan, state.program.dims());
    List<Program> bodies =
        IntStream.range(0, iterations.count()).mapToObj(iterations::body).toList();
    List<AccumulatorWidths> widths = bodies.stream().map(_ -> new AccumulatorWidths()).toList();
    List<Integerizer.Integerized> integers = integerize(node, scan, bodies, widths);
    if (!AccumulatorWidths.agree(widths)) {
      List<AccumulatorWidths> widest =
          bodies.stream().map(_ -> AccumulatorWidths.widest(widths)).toList();
      integers = integerize(node, scan, bodies, widest);
    }
    List<List<Explanation>> reasons =
        integers.stream().map(Integerizer.Integerized::explanations).toList();
    state.explanations.addAll(IterationReasons.merge(reasons));
    List<Program> programs =
        integers.stream().map(i -> Preparation.withoutDeadNodes(i.program())).toList();
    state.copy.at(node);
    ScanParts parts = ScanParts.of(iterations, state.copy::mapped);
    state.copy.copy(node, Stacking.of(node, programs).scan(parts, state.copy));
    node.results()
        .forEach(r -> state.reals.put(r.value(), new Real.Given(state.copy.mapped(r.value()))));
  }

  private List<Integerizer.Integerized> integerize(
      Node node, Scan scan, List<Program> bodies, List<AccumulatorWidths> widths) {
    List<Integerizer.Integerized> integers = new ArrayList<>();
    for (int i = 0; i < bodies.size(); i++) {
      Program body = bodies.get(i);
      integers.add(
          Integerizer.integerize(
              new IntegerState(
                  body, BorderScales.outputs(node, scan, body, state.codeScales), widths.get(i))));
    }
    return integers;
  }
}
