package dev.halfbyte.backend.verilog;

import dev.halfbyte.backend.verilog.fault.Remedy;
import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.ArrayKind;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.Suggestions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The option `hardware`: a preset, parameters as `key=value`, or a preset with some changed, e.g.
/// `edge8x8` or `edge8x8,act_depth=4096` or `rows=4,cols=4,lanes=2`.
///
/// Keys are the module parameters in lower case, `array` takes the name of an [ArrayKind] too; what
/// is not given is that of the default preset. With `acc_bits` alone all values fit the epilogue,
/// `value_bits=33`.
public final class HardwareOption {
  /// Name of the option.
  public static final String NAME = "hardware";

  private HardwareOption() {}

  /// Returns the configuration that `text` describes; the empty text is the default preset.
  ///
  /// @throws DiagnosticException if a preset or a key is unknown, or a value is out of range
  public static AcceleratorConfig parse(String text) {
    AcceleratorConfig base = AcceleratorConfig.edge8x8();
    Map<String, Integer> changes = new TreeMap<>();
    for (String item : text.isBlank() ? new String[0] : text.split(",", -1)) {
      int equals = item.indexOf('=');
      if (equals >= 0) {
        change(
            base, changes, item.substring(0, equals).strip(), item.substring(equals + 1).strip());
      } else if (changes.isEmpty()) {
        String name = item.strip();
        base = AcceleratorConfig.preset(name).orElseThrow(() -> unknownPreset(name));
      } else {
        throw fault("preset `" + item.strip() + "` after parameters", "name the preset first");
      }
    }
    if (changes.containsKey("ACC_BITS")) {
      changes.putIfAbsent("VALUE_BITS", AcceleratorConfig.MAX_VALUE_BITS);
    }
    AcceleratorConfig config = base.with(changes);
    List<String> problems = config.problems();
    if (!problems.isEmpty()) {
      throw fault(String.join("; ", problems), Remedy.text(config, config.mended()));
    }
    return config;
  }

  private static void change(
      AcceleratorConfig base, Map<String, Integer> changes, String key, String value) {
    String parameter = key.toUpperCase(Locale.ROOT);
    if (!base.parameters().containsKey(parameter)) {
      throw fault(
          "hardware has no parameter `" + key + "`",
          meant(base, parameter)
              .orElse(
                  "parameters are "
                      + String.join(", ", base.parameters().keySet()).toLowerCase(Locale.ROOT)));
    }
    Optional<ArrayKind> kind =
        Arrays.stream(ArrayKind.values()).filter(k -> k.name().equalsIgnoreCase(value)).findFirst();
    if (parameter.equals("ARRAY") && kind.isPresent()) {
      changes.put(parameter, kind.get().code());
      return;
    }
    try {
      changes.put(parameter, Integer.parseInt(value));
    } catch (NumberFormatException e) {
      throw fault("`" + key + "=" + value + "` is no number", "give a decimal integer");
    }
  }

  /// Returns what to say of a memory without its `_depth`, or of a slip of the pen.
  private static Optional<String> meant(AcceleratorConfig base, String parameter) {
    Set<String> names = base.parameters().keySet();
    return Optional.of(parameter + "_DEPTH")
        .filter(names::contains)
        .or(() -> Suggestions.closest(parameter, names))
        .map(name -> "did you mean `" + name.toLowerCase(Locale.ROOT) + "`?");
  }

  private static DiagnosticException unknownPreset(String name) {
    return fault(
        "no hardware preset `" + name + "`",
        Suggestions.didYouMean(name, AcceleratorConfig.presets().keySet())
            .orElse("presets are " + String.join(", ", AcceleratorConfig.presets().keySet())));
  }

  private static DiagnosticException fault(String message, String help) {
    return new DiagnosticException(Diagnostic.error(VerilogFault.BAD_HARDWARE, message).help(help));
  }
}
