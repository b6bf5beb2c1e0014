package dev.halfbyte.conformance.rtl;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.ArrayKind;
import dev.halfbyte.rtl.RowTiming;
import dev.halfbyte.testkit.Choices;
import java.util.List;
import java.util.Map;

/// Draws configurations that nobody verilates: they are for the interpreter of commands.
public final class RandomHardware {
  private RandomHardware() {}

  public static AcceleratorConfig draw(Choices choices) {
    int lanes = choices.between(1, 4);
    ArrayKind kind = choices.pick(List.of(ArrayKind.values()));
    boolean digits = kind == ArrayKind.ROW;
    int alignment = digits ? RowTiming.WIDE_WORDS : 1;
    AcceleratorConfig config =
        AcceleratorConfig.plain(
            digits ? 1 : choices.between(1, 9),
            lanes * choices.between(1, 6),
            lanes,
            digits ? 4 : choices.pick(List.of(8, 4)),
            digits ? 4 : choices.pick(List.of(8, 4)),
            choices.between(24, 32),
            kind.code(),
            alignment * (20 + choices.below(600)),
            20 + choices.below(600),
            10 + choices.below(200),
            2 + choices.below(60),
            choices.between(1, 2),
            8192);
    int engines = digits ? choices.pick(List.of(1, 2, 4)) : 1;
    return config.with(Map.of("ENGINES", engines, "DRAM", choices.oneIn(3) ? 1 : 0));
  }
}
