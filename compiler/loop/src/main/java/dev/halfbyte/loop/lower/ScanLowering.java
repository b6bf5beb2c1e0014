package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.LoopVariable;
import dev.halfbyte.loop.Repeat;
import dev.halfbyte.loop.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A scan as repeated steps.
///
/// Carried values live where the results of the scan lie: they are copied there before the first
/// iteration, the body reads them there, and at the end of each iteration the next values, which
/// have memory of their own until then, are copied over them. Stacked outputs are written in place.
/// Scanned operands are read at the number of the iteration, captured ones as they are.
final class ScanLowering {
  private final ProgramContext outer;
  private final Elements outerElements;
  private final NestNames names;
  private final Node node;
  private final Scan scan;
  private final LoopVariable step;

  ScanLowering(
      ProgramContext outer, Elements outerElements, NestNames names, Node node, Scan scan) {
    this.outer = outer;
    this.outerElements = outerElements;
    this.names = names;
    this.node = node;
    this.scan = scan;
    this.step = names.repeated();
  }

  List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    ElementwiseNest copies = new ElementwiseNest(outer, outerElements);
    for (int i = 0; i < scan.carried().size(); i++) {
      Nest nest = names.nest("start", "start of " + Origins.describe(node));
      steps.add(copies.copy(nest, scan.carried().get(i), result(i)));
    }
    ProgramContext body = outer.body(scan.body(), names.body(), sources());
    for (int i = 0; i < scan.carried().size(); i++) {
      body.store(scan.body().parameters().get(i).value(), result(i));
    }
    BufferPlan buffers = BufferPlan.ofBody(body, slices());
    List<Step> repeated = new ArrayList<>(new LoopLowering(body, buffers, names).steps());
    repeated.addAll(carryOver(body, buffers));
    Dim extent = outer.type(scan.scanned().getFirst()).shape().dim(0);
    steps.add(new Repeat(step, extent, Origins.describe(node), repeated));
    return steps;
  }

  private Storage result(int number) {
    return outer.storage(node.results().get(number).value()).orElseThrow();
  }

  private List<Storage> slices() {
    List<Storage> slices = new ArrayList<>();
    for (int i = scan.carried().size(); i < node.results().size(); i++) {
      slices.add(result(i).slice(List.of(Index.of(step))));
    }
    return slices;
  }

  private Map<Value, ProgramContext.Source> sources() {
    Map<Value, ProgramContext.Source> sources = new HashMap<>();
    List<Parameter> parameters = scan.body().parameters();
    int first = scan.carried().size();
    for (int i = 0; i < scan.scanned().size(); i++) {
      ProgramContext.Source slice =
          new ProgramContext.Source(outer, scan.scanned().get(i), List.of(Index.of(step)));
      sources.put(parameters.get(first + i).value(), slice);
    }
    first += scan.scanned().size();
    for (int i = 0; i < scan.captured().size(); i++) {
      ProgramContext.Source whole =
          new ProgramContext.Source(outer, scan.captured().get(i), List.of());
      sources.put(parameters.get(first + i).value(), whole);
    }
    return sources;
  }

  private List<Step> carryOver(ProgramContext body, BufferPlan buffers) {
    List<Step> copies = new ArrayList<>();
    ElementwiseNest elementwise = new ElementwiseNest(body, new Elements(body));
    for (int i = 0; i < scan.carried().size(); i++) {
      Output output = scan.body().outputs().get(i);
      Storage next = buffers.outputStorage(output);
      if (!next.equals(result(i))) {
        Nest nest = names.nest("next", "next " + output.name() + " of " + Origins.describe(node));
        copies.add(elementwise.copy(nest, output.value(), next, result(i)));
      }
    }
    return copies;
  }
}
