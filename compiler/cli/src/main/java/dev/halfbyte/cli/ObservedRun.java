package dev.halfbyte.cli;

import com.google.gson.JsonObject;
import dev.halfbyte.backend.verilog.cmd.CommandProgram;
import dev.halfbyte.backend.verilog.emit.BuiltKernel;
import dev.halfbyte.cli.rtl.RtlSimulation;
import dev.halfbyte.cli.timeline.OpWork;
import dev.halfbyte.cli.timeline.ProductFigures;
import dev.halfbyte.cli.timeline.RunFigures;
import dev.halfbyte.cli.timeline.Timeline;
import dev.halfbyte.cli.timeline.TimelinePage;
import dev.halfbyte.cli.timeline.TraceEvents;
import dev.halfbyte.driver.SealedKernel;
import dev.halfbyte.driver.verify.Digests;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.rtl.Cost;
import dev.halfbyte.rtl.Prediction;
import dev.halfbyte.sim.harness.RunReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A simulated run beside its prediction and the interpreter.
///
/// @param outputs what the simulation gave
/// @param figures cycles, stalls, products and digests
/// @param timeline each command on its unit, if the run was observed
record ObservedRun(Map<String, Tensor> outputs, RunFigures figures, Optional<Timeline> timeline) {

  static ObservedRun of(
      SealedKernel sealed, Arguments inputs, BuiltKernel built, RunReport report) {
    CommandProgram program = built.kernel().program();
    List<Cost> costs = built.costs(inputs.tensors());
    Prediction prediction = built.prediction(costs);
    Map<String, Tensor> outputs = RtlSimulation.outputs(report);
    Map<String, Tensor> expected =
        Interpreter.run(sealed.sealed().program(), inputs.tensors(), inputs.dims());
    Optional<Timeline> timeline =
        report
            .activity()
            .map(activity -> Timeline.of(program, prediction, report.cycles(), activity));
    List<OpWork> predicted = OpWork.of(program, costs);
    List<OpWork> work = timeline.map(seen -> OpWork.seen(predicted, seen)).orElse(predicted);
    RunFigures figures =
        RunFigures.of(
            program.kernel(),
            report,
            prediction,
            ProductFigures.of(built.products(), work),
            program.config().macsPerCycle(),
            Digests.of(outputs),
            Digests.of(expected));
    return new ObservedRun(outputs, figures, timeline);
  }

  JsonObject json() {
    return figures.json(timeline.map(Timeline::waits));
  }

  /// The page of an observed run.
  String page() {
    return TimelinePage.of(timeline.orElseThrow(), figures);
  }

  /// The trace events of an observed run.
  String traceEvents() {
    return TraceEvents.of(timeline.orElseThrow());
  }

  /// The figures for people.
  List<String> lines() {
    RunReport report = figures.report();
    List<String> lines = new ArrayList<>();
    lines.add(
        "cycles %d, predicted %d, multiply-accumulates %d"
            .formatted(report.cycles(), figures.prediction().totalCycles(), report.macs()));
    lines.add(
        "use of the array %.2f %%, with skipped products %.2f %%, kernel without padding %.2f %%"
            .formatted(
                100 * figures.use().made(),
                100 * figures.use().withSkipped(),
                100 * figures.use().kernel()));
    report.counters().forEach((name, value) -> lines.add("  %-24s %d".formatted(name, value)));
    figures.products().forEach(product -> lines.add("  products of " + product.line()));
    lines.add("digest " + figures.digest());
    lines.add(figures.equal() ? "equals the interpreter" : "DIFFERS from the interpreter");
    return lines;
  }
}
