package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.bind.Clamp;
import dev.halfbyte.backend.verilog.bind.Requantization;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Destination;
import dev.halfbyte.rtl.Epilogue;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.source.CompilerBug;
import java.util.Map;
import java.util.Optional;

/// Makes the epilogues of commands.
///
/// @param plan where residuals are
/// @param config the configuration
record Epilogues(RowPlan plan, AcceleratorConfig config) {

  /// @param output first word written
  /// @param rows the rows of the task that the command works on
  /// @param offset words of the residual in front of those of this command
  /// @param stride words between row blocks of the residual
  Epilogue of(
      Requantization requantization,
      Destination destination,
      int output,
      Rows rows,
      int offset,
      int stride,
      Map<Memory, Integer> bases) {
    Clamp clamp = requantization.clamp();
    Optional<Epilogue.Residual> residual =
        requantization
            .residual()
            .map(r ->
                new Epilogue.Residual(
                    plan.base(r.matrix(), rows, config) + offset,
                    stride,
                    r.multiplier(),
                    r.zero()));
    Optional<Epilogue.Table> table =
        requantization
            .table()
            .map(t ->
                new Epilogue.Table(base(bases, Memory.TABLE) / Memory.TABLE_WORDS, t.signed()));
    return new Epilogue(destination, output, clamp.zero(), clamp.lo(), clamp.hi(), residual, table);
  }

  /// Returns the first word of the constants of a step in a memory.
  static int base(Map<Memory, Integer> bases, Memory memory) {
    return Optional.ofNullable(bases.get(memory))
        .orElseThrow(() -> new CompilerBug("no constants in " + memory));
  }
}
