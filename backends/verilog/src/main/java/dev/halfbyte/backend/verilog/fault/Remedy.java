package dev.halfbyte.backend.verilog.fault;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.ArrayKind;
import dev.halfbyte.rtl.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Names the parameters of another configuration that would do.
public final class Remedy {
  private static final Map<String, Memory> DEPTHS =
      Map.ofEntries(
          Map.entry("ACT_DEPTH", Memory.ACT),
          Map.entry("ACT_SIDE_DEPTH", Memory.ACT),
          Map.entry("RES_DEPTH", Memory.RES),
          Map.entry("RES_SIDE_DEPTH", Memory.RES),
          Map.entry("WGT_DEPTH", Memory.WGT),
          Map.entry("WGT_SIDE_DEPTH", Memory.WGT),
          Map.entry("PAR_DEPTH", Memory.PAR),
          Map.entry("GAIN_DEPTH", Memory.GAIN));

  private Remedy() {}

  /// Returns what `better` has other than `config`, as in `act_depth=4096 (16384 bytes) and cols=64
  /// would do`: values as the option `hardware` takes them, sizes as a hardware block does.
  public static String text(AcceleratorConfig config, AcceleratorConfig better) {
    List<String> changes = new ArrayList<>();
    better
        .parameters()
        .forEach((parameter, value) -> {
          if (!value.equals(config.parameters().get(parameter))) {
            changes.add(change(parameter, value, better));
          }
        });
    int last = changes.size() - 1;
    String text =
        last < 1
            ? String.join("", changes)
            : String.join(", ", changes.subList(0, last)) + " and " + changes.get(last);
    return text + " would do";
  }

  private static String change(String parameter, int value, AcceleratorConfig config) {
    String key = parameter.toLowerCase(Locale.ROOT) + "=";
    Memory memory = DEPTHS.get(parameter);
    if (memory != null) {
      return key + value + " (" + size((long) value * memory.wordBits(config)) + ")";
    }
    return parameter.equals("ARRAY")
        ? key + ArrayKind.ofCode(value).orElseThrow().name().toLowerCase(Locale.ROOT)
        : key + value;
  }

  private static String size(long bits) {
    long bytes = Math.ceilDiv(bits, (long) Byte.SIZE);
    return bytes % 1024 == 0 ? bytes / 1024 + " KiB" : bytes + " B";
  }
}
