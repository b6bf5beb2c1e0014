package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Append;
import dev.halfbyte.ir.op.Concat;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.CoreOp;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.Step;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.fuse.RowBlockFusion;
import dev.halfbyte.loop.tables.TableSplit;
import dev.halfbyte.source.CompilerBug;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Lowers sealed programs to loops for one target; an instance lowers one program, the whole or the
/// body of a scan.
public final class LoopLowering {
  private final ProgramContext context;
  private final BufferPlan buffers;
  private final NestNames names;
  private final Elements elements;
  private final List<Step> steps = new ArrayList<>();
  private final Map<Node, TileStages> tiles = new HashMap<>();

  LoopLowering(ProgramContext context, BufferPlan buffers, NestNames names) {
    this.context = context;
    this.buffers = buffers;
    this.names = names;
    this.elements = new Elements(context);
  }

  /// The loops of `program`; equal arguments give equal results.
  ///
  /// @throws DiagnosticException for ops that have no loop form yet, all of them named
  public static LoopProgram lower(SealedProgram program, TargetFacts facts) {
    Program kernel = program.program();
    List<Diagnostic> faults = new ArrayList<>();
    requireLoopForms(kernel, faults);
    IndexWidths.check(kernel, faults);
    if (!faults.isEmpty()) {
      throw new DiagnosticException(faults);
    }
    ProgramContext context = new ProgramContext(kernel, facts);
    BufferPlan buffers = BufferPlan.ofKernel(context);
    List<Step> steps = new LoopLowering(context, buffers, new NestNames(kernel.dims())).steps();
    Apart.check(steps, facts);
    RowBlockFusion.Result fused = RowBlockFusion.fuse(steps, kernel.dims(), facts);
    context.decisions.addAll(fused.decisions());
    LoopProgram loops =
        new LoopProgram(
            kernel.name(),
            program.hash(),
            kernel.dims(),
            buffers.arguments(),
            context.constants.data(),
            WorkspacePlanner.plan(fused.steps()),
            fused.steps(),
            context.decisions);
    return facts.tableCount().isPresent()
        ? TableSplit.split(loops, facts.tableCount().getAsLong())
        : loops;
  }

  private static void requireLoopForms(Program program, List<Diagnostic> faults) {
    for (Node node : program.nodes()) {
      if (node.op() instanceof Append) {
        String message = "`append` has no loop form yet" + Origins.place(node);
        faults.add(
            Diagnostic.error(LoopCode.NO_LOOP_FORM, message)
                .help("run it with the interpreter, or write the steps without state"));
      } else if (node.op() instanceof Scan scan) {
        requireLoopForms(scan.body(), faults);
      }
    }
  }

  /// The steps of the program; to be called once.
  List<Step> steps() {
    for (Node node : context.program().nodes()) {
      if (context.grouping.of(node.results().getFirst().value()) instanceof Placement.Root) {
        group(node);
      }
    }
    for (Output output : buffers.copiedOutputs()) {
      Storage target = buffers.outputStorage(output);
      Nest nest = names.nest("copy", "copy of output " + output.name());
      steps.add(new ElementwiseNest(context, elements).copy(nest, output.value(), target));
    }
    return List.copyOf(steps);
  }

  /// Stages of the group whose root `node` defines.
  private void group(Node node) {
    if (node.op() instanceof Scan scan) {
      steps.addAll(new ScanLowering(context, elements, names, node, scan).steps());
      return;
    }
    Value root = node.value();
    Storage target = context.storage(root).orElseThrow();
    ElementwiseNest elementwise = new ElementwiseNest(context, elements);
    Optional<Node> core = context.grouping.core(root);
    if (core.isPresent()) {
      reduction(node, core.get(), target);
      return;
    }
    switch (Grouping.coreOp(node)) {
      case Concat concat -> {
        for (int i = 0; i < concat.parts().size(); i++) {
          steps.add(elementwise.concatPart(names.nest(node), concat, i, target));
        }
      }
      case CoreOp.Elementwise op -> steps.add(elementwise.compute(names.nest(node), root, target));
      case CoreOp.Quantized op -> steps.add(elementwise.compute(names.nest(node), root, target));
      case CoreOp.Source op -> steps.add(elementwise.compute(names.nest(node), root, target));
      case CoreOp.Movement op -> steps.add(elementwise.compute(names.nest(node), root, target));
      case CoreOp.Reduction op -> throw new CompilerBug("a reduction without core: " + node);
      case CoreOp.Structured op -> throw new CompilerBug("refused or lowered before: " + node);
    }
  }

  private void reduction(Node root, Node core, Storage target) {
    Value result = core.value();
    if (core.op() instanceof Reduce reduce) {
      Optional<Node> contraction =
          context.facts.choices().digitSums()
              ? DigitSums.contraction(context, buffers, reduce)
              : Optional.empty();
      if (contraction.isPresent()) {
        TilePlan plan = buffers.tile(contraction.get()).orElseThrow();
        TileStages.Early early = tileStages(contraction.get(), plan).sums();
        steps.addAll(early.steps());
        steps.add(
            new DigitSums(elements, plan, early.storages())
                .stage(names.nest(root), context.type(result).shape(), root.value(), core, target));
        return;
      }
      steps.add(
          new ReduceNest(context, elements)
              .reduce(names.nest(root), root.value(), result, reduce, target));
    } else if (core.op() instanceof Contract contract) {
      Optional<TilePlan> plan = buffers.tile(core);
      if (plan.isPresent()) {
        steps.addAll(tileStages(core, plan.get()).steps(root, buffers.direct(plan.get()), target));
      } else {
        steps.add(
            new PlainContraction(context, elements)
                .stage(names.nest(root), root.value(), result, contract, target));
      }
    } else {
      throw new CompilerBug("not a reduction: " + core);
    }
  }

  /// The stages of a contraction, some of which may be made before their turn.
  private TileStages tileStages(Node core, TilePlan plan) {
    return tiles.computeIfAbsent(
        core, node -> new TileStages(context, elements, names, node, plan));
  }
}
