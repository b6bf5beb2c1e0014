package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.bind.Matrix;
import dev.halfbyte.backend.verilog.bind.TaskGraph;
import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.CommandField;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Cuts rows into chunks whose live matrices fit act and res.
final class RowPlanner {
  private static final int MAX_BLOCKS = CommandField.ROW_BLOCKS.max();

  /// Chunks of double buffered plans, as multiples of the fewest chunks.
  private static final List<Integer> MULTIPLES = List.of(1, 2, 3, 4, 6, 8);

  private final AcceleratorConfig config;
  private final Lifetimes lifetimes;
  private final int blocks;
  private final boolean uniform;

  RowPlanner(TaskGraph graph, AcceleratorConfig config) {
    this.config = config;
    this.lifetimes = Lifetimes.of(graph.tasks(), config);
    this.blocks = lifetimes.matrices().stream().mapToInt(lifetimes::rowBlocks).max().orElse(0);
    this.uniform = lifetimes.matrices().stream().mapToInt(Matrix::rows).distinct().count() <= 1;
  }

  /// Returns the plan with the fewest chunks.
  ///
  /// @throws DiagnosticException if one row block alone needs more memory than there is
  RowPlan fewestChunks() {
    if (blocks == 0) {
      return new RowPlan(0, 0, Map.of(), Map.of());
    }
    int maxChunks = uniform ? blocks : 1;
    for (int chunks = 1; chunks <= maxChunks; chunks++) {
      Optional<RowPlan> plan = plan(chunks, false);
      if (plan.isPresent()) {
        return plan.get();
      }
    }
    throw doesNotFit();
  }

  /// Returns plans of more chunks whose inputs are double buffered, so that the rows of one chunk
  /// can be loaded while those of the other are worked on.
  ///
  /// @param fewest chunks of [#fewestChunks]
  List<RowPlan> doubled(int fewest) {
    List<RowPlan> plans = new ArrayList<>();
    for (int multiple : uniform ? MULTIPLES : List.<Integer>of()) {
      int chunks = fewest * multiple;
      if (chunks > 1 && chunks <= blocks) {
        plan(chunks, true).ifPresent(plans::add);
      }
    }
    return plans;
  }

  private Optional<RowPlan> plan(int chunks, boolean doubled) {
    int perChunk = Math.ceilDiv(blocks, chunks);
    boolean balanced = Math.ceilDiv(blocks, perChunk) == chunks;
    return balanced && perChunk <= MAX_BLOCKS
        ? RowAllocator.allocate(lifetimes, chunks, perChunk, doubled)
        : Optional.empty();
  }

  private DiagnosticException doesNotFit() {
    String need =
        "one row block (%d rows) needs up to %d words of act and %d words of res"
            .formatted(config.rows(), lifetimes.peak(Memory.ACT), lifetimes.peak(Memory.RES));
    String have =
        "ACT_DEPTH is %d, RES_DEPTH is %d".formatted(config.actDepth(), config.resDepth());
    String help =
        uniform
            ? "choose hardware with deeper memories"
            : "choose hardware with deeper memories; inputs of different row counts are not cut";
    return new DiagnosticException(
        Diagnostic.error(VerilogFault.DOES_NOT_FIT, need + ", " + have).help(help));
  }
}
