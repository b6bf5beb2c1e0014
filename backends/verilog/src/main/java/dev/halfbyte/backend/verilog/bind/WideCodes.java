package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.ArrayKind;
import java.util.Map;
import java.util.Optional;

/// Names hardware for codes that are wider than ACT_BITS.
final class WideCodes {
  /// The preset with all units that takes codes of 8 bits.
  private static final String PRESET = "edge8";

  private WideCodes() {}

  /// Returns what hardware stores codes of this type, if other values of `config` do, as the second
  /// half of a help line.
  static String orHardware(AcceleratorConfig config, IntType storage) {
    boolean fits =
        storage.bits() <= Byte.SIZE
            && config.with(Map.of("ACT_BITS", Byte.SIZE)).problems().isEmpty();
    if (!fits) {
      return "";
    }
    boolean units =
        config.arrayKind() == ArrayKind.ROW && (config.hasNorm() || config.hasSoftmax());
    return units
        ? ", or choose hardware with act_bits=8 and acc_bits=%d, as the preset `%s` has"
            .formatted(preset().orElseThrow().accBits(), PRESET)
        : ", or choose hardware with act_bits=8";
  }

  private static Optional<AcceleratorConfig> preset() {
    return AcceleratorConfig.preset(PRESET);
  }
}
