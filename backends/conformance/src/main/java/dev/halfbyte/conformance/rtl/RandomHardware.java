package dev.halfbyte.conformance.rtl;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.ArrayKind;
import dev.halfbyte.testkit.Choices;
import java.util.List;

/// Draws configurations that nobody verilates: they are for the interpreter of commands.
public final class RandomHardware {
  private RandomHardware() {}

  public static AcceleratorConfig draw(Choices choices) {
    int lanes = choices.between(1, 4);
    return new AcceleratorConfig(
        choices.between(1, 9),
        lanes * choices.between(1, 6),
        lanes,
        choices.pick(List.of(8, 4)),
        choices.pick(List.of(8, 4)),
        choices.between(24, 32),
        choices.pick(List.of(ArrayKind.values())).code(),
        20 + choices.below(600),
        20 + choices.below(600),
        10 + choices.below(200),
        2 + choices.below(60),
        choices.between(1, 2),
        16384);
  }
}
