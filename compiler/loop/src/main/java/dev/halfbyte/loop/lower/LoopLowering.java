package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Concat;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.CoreOp;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.source.CompilerBug;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Lowers sealed programs to loops for one target.
public final class LoopLowering {
  private final SealedProgram program;
  private final ProgramContext context;
  private final BufferPlan buffers;
  private final Elements elements;
  private final StageList stages;

  private LoopLowering(SealedProgram program, TargetFacts facts) {
    this.program = program;
    requireLoopForms(program.program());
    this.context = new ProgramContext(program.program(), facts);
    this.buffers = new BufferPlan(context);
    this.elements = new Elements(context);
    this.stages =
        new StageList(
            program.program().dims().stream()
                .map(DimDeclaration::name)
                .collect(Collectors.toUnmodifiableSet()));
  }

  /// The loops of `program`; equal arguments give equal results.
  ///
  /// @throws DiagnosticException for ops that have no loop form yet, all of them named
  public static LoopProgram lower(SealedProgram program, TargetFacts facts) {
    return new LoopLowering(program, facts).run();
  }

  private static void requireLoopForms(Program program) {
    List<Diagnostic> faults = new ArrayList<>();
    for (Node node : program.nodes()) {
      if (node.op() instanceof CoreOp.Structured) {
        String name = node.op().getClass().getSimpleName().toLowerCase(Locale.ROOT);
        String message = "`" + name + "` has no loop form yet" + Origins.place(node);
        faults.add(
            Diagnostic.error(LoopCode.NO_LOOP_FORM, message)
                .help("run it with the interpreter, or write the steps without state"));
      }
    }
    if (!faults.isEmpty()) {
      throw new DiagnosticException(faults);
    }
  }

  private LoopProgram run() {
    for (Node node : program.program().nodes()) {
      if (context.grouping.of(node.results().getFirst().value()) instanceof Placement.Root) {
        group(node);
      }
    }
    for (Output output : buffers.copiedOutputs()) {
      Storage target = buffers.outputStorage(output);
      String origin = "copy of output " + output.name();
      stages.add(
          new ElementwiseNest(context, elements)
              .copy(stages.nest("copy", origin), output.value(), target));
    }
    return new LoopProgram(
        program.program().name(),
        program.hash(),
        program.program().dims(),
        buffers.arguments(),
        context.constants.data(),
        WorkspacePlanner.plan(stages.stages()),
        stages.stages());
  }

  /// Stages of the group whose root `node` defines.
  private void group(Node node) {
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
          stages.add(elementwise.concatPart(stages.nest(node), concat, i, target));
        }
      }
      case CoreOp.Elementwise op ->
          stages.add(elementwise.compute(stages.nest(node), root, target));
      case CoreOp.Quantized op -> stages.add(elementwise.compute(stages.nest(node), root, target));
      case CoreOp.Source op -> stages.add(elementwise.compute(stages.nest(node), root, target));
      case CoreOp.Movement op -> stages.add(elementwise.compute(stages.nest(node), root, target));
      case CoreOp.Reduction op -> throw new CompilerBug("a reduction without core: " + node);
      case CoreOp.Structured op -> throw new CompilerBug("refused before: " + node);
    }
  }

  private void reduction(Node root, Node core, Storage target) {
    Value result = core.value();
    if (core.op() instanceof Reduce reduce) {
      stages.add(
          new ReduceNest(context, elements)
              .reduce(stages.nest(root), root.value(), result, reduce, target));
    } else if (core.op() instanceof Contract contract) {
      Optional<TilePlan> plan = buffers.tile(core);
      if (plan.isPresent()) {
        new TileStages(context, elements, stages, core, plan.get())
            .add(root, buffers.direct(plan.get()), target);
      } else {
        stages.add(
            new PlainContraction(context, elements)
                .stage(stages.nest(root), root.value(), result, contract, target));
      }
    } else {
      throw new CompilerBug("not a reduction: " + core);
    }
  }
}
