package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.Span;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One line of the text form: a keyword, perhaps a name, and `key=value` pairs.
final class CommandLine {
  private final Span span;
  private final String keyword;
  private final Optional<String> name;
  private final Map<String, String> fields;

  private CommandLine(
      Span span, String keyword, Optional<String> name, Map<String, String> fields) {
    this.span = span;
    this.keyword = keyword;
    this.name = name;
    this.fields = fields;
  }

  static CommandLine parse(Span span) {
    String[] words = span.text().strip().split("\\s+");
    Map<String, String> fields = new HashMap<>();
    Optional<String> name = Optional.empty();
    for (int i = 1; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      if (equals > 0) {
        String key = words[i].substring(0, equals);
        if (fields.put(key, words[i].substring(equals + 1)) != null) {
          throw fault(span, "`" + key + "` is given twice");
        }
      } else if (i == 1) {
        name = Optional.of(words[i]);
      } else {
        throw fault(span, "`" + words[i] + "` is no `key=value`");
      }
    }
    return new CommandLine(span, words[0], name, fields);
  }

  String keyword() {
    return keyword;
  }

  String name() {
    return name.orElseThrow(() -> fault(span, "`" + keyword + "` needs a name"));
  }

  boolean has(String key) {
    return fields.containsKey(key);
  }

  String text(String key) {
    String value = fields.remove(key);
    if (value == null) {
      throw fault(span, "`" + keyword + "` needs `" + key + "=`");
    }
    return value;
  }

  int number(String key) {
    String value = text(key);
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw malformed(key, value, "an integer of 32 bits");
    }
  }

  long wideNumber(String key) {
    String value = text(key);
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw malformed(key, value, "an integer of 64 bits");
    }
  }

  int hex(String key) {
    String value = text(key);
    try {
      return Integer.parseUnsignedInt(value.replaceFirst("^0x", ""), 16);
    } catch (NumberFormatException e) {
      throw malformed(key, value, "a hexadecimal number of 32 bits");
    }
  }

  boolean flag(String key) {
    String value = text(key);
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw malformed(key, value, "`true` or `false`");
    };
  }

  IntType integerType(String key) {
    String value = text(key);
    if (!value.matches("[su][0-9]{1,2}")) {
      throw malformed(key, value, "an integer type such as `s8`");
    }
    try {
      return new IntType(Integer.parseInt(value.substring(1)), value.startsWith("s"));
    } catch (IllegalArgumentException e) {
      throw malformed(key, value, "an integer type such as `s8`");
    }
  }

  List<Long> shape(String key) {
    String value = text(key);
    if (!value.matches("\\[([0-9]{1,18}(x[0-9]{1,18})*)?]")) {
      throw malformed(key, value, "extents such as `[16x192]`");
    }
    List<Long> extents = new ArrayList<>();
    for (String extent : value.substring(1, value.length() - 1).split("x")) {
      if (!extent.isEmpty()) {
        extents.add(Long.parseLong(extent));
      }
    }
    return extents;
  }

  <E extends Enum<E>> E constant(String key, Class<E> type) {
    return constant(key, text(key), type);
  }

  /// Returns the constants of a `+`-separated list; empty when the key is absent.
  <E extends Enum<E>> Set<E> constants(String key, Class<E> type) {
    Set<E> found = EnumSet.noneOf(type);
    if (has(key)) {
      for (String word : text(key).split("\\+", -1)) {
        found.add(constant(key, word, type));
      }
    }
    return found;
  }

  private <E extends Enum<E>> E constant(String key, String value, Class<E> type) {
    for (E candidate : type.getEnumConstants()) {
      if (candidate.name().toLowerCase(Locale.ROOT).equals(value)) {
        return candidate;
      }
    }
    throw malformed(key, value, "one of " + List.of(type.getEnumConstants()));
  }

  /// Rejects fields that nobody asked for.
  void end() {
    if (!fields.isEmpty()) {
      throw fault(
          span, "`" + keyword + "` has no field `" + fields.keySet().iterator().next() + "`");
    }
  }

  DiagnosticException fault(String message) {
    return fault(span, message);
  }

  private DiagnosticException malformed(String key, String value, String expected) {
    return fault(span, "`" + key + "=" + value + "` is not " + expected);
  }

  static DiagnosticException fault(Span span, String message) {
    return new DiagnosticException(
        Diagnostic.error(VerilogFault.BAD_COMMAND_TEXT, span, message)
            .help("write the line as the printer of command programs does"));
  }
}
