package dev.halfbyte.testkit.kernel;

import dev.halfbyte.testkit.Choices;
import java.util.List;

/// Writes a hardware block. Kernels do not depend on it, its text has to be read all the same.
final class HardwareText {
  private static final List<String> ITEMS =
      List.of(
          "array mac 1 x 64 x 4 { act u4 | s8, weight s4, acc 24, skip act }",
          "array rows 1 x 16 x 4 { act u4, weight s4, engines 2, skip act | weight }",
          "array decode 8 x 8 x 1 { act s8, weight s4 }",
          "unit row x 1 { lanes 16, ops softmax layernorm }",
          "unit table x 2",
          "mem act 128 KiB banks 8",
          "mem weight 64 KiB double",
          "mem cmd 2 MiB",
          "port in, out axis 64",
          "port ctl axilite",
          "clock 200 MHz on ecp5",
          "require luts <= 60 k, busy(mac) >= 90 %",
          "require cycles(kernel0) < 1.5, luts > 2, ffs == 7");

  private HardwareText() {}

  static String of(Choices choices) {
    StringBuilder out = new StringBuilder("hardware edge {\n");
    for (String item : ITEMS) {
      if (choices.oneIn(2)) {
        out.append("  ").append(item).append(choices.oneIn(3) ? ";\n" : "\n");
      }
    }
    return out.append("}\n").toString();
  }
}
