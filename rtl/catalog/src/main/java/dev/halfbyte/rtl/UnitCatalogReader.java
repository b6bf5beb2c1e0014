package dev.halfbyte.rtl;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/// Reads the line format of units.txt: a keyword and its arguments, a unit starting at `unit NAME`.
final class UnitCatalogReader {
  /// The sentences of a unit, each on a line of its own.
  private enum Promise {
    SENTENCE,
    LATENCY,
    THROUGHPUT,
    HANDSHAKE,
    PATHS
  }

  private final List<RtlModule> modules = new ArrayList<>();
  private String name = "";
  private final Map<Promise, String> promises = new EnumMap<>(Promise.class);
  private final SequencedMap<String, Integer> parameters = new LinkedHashMap<>();
  private final List<RtlPort> ports = new ArrayList<>();

  private UnitCatalogReader() {}

  /// @throws IllegalArgumentException naming the line that is malformed
  static UnitCatalog read(String text) {
    UnitCatalogReader reader = new UnitCatalogReader();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (!line.isBlank() && !line.startsWith("#")) {
        reader.line(number, line.strip());
      }
    }
    reader.finish();
    return new UnitCatalog(reader.modules);
  }

  private void line(int number, String line) {
    String[] parts = line.split(" ", 2);
    if (parts.length != 2) {
      throw new IllegalArgumentException("line %d: '%s' has no argument".formatted(number, line));
    }
    switch (parts[0]) {
      case "unit" -> {
        finish();
        name = parts[1];
      }
      case "sentence", "latency", "throughput", "handshake", "paths" ->
          promises.put(Promise.valueOf(parts[0].toUpperCase(Locale.ROOT)), parts[1]);
      case "parameter" -> parameter(number, parts[1].split(" "));
      case "input", "output" -> port(number, parts[0].equals("output"), parts[1].split(" "));
      default ->
          throw new IllegalArgumentException(
              "line %d: unknown keyword %s".formatted(number, parts[0]));
    }
  }

  private void parameter(int number, String[] arguments) {
    requireTwo(number, arguments);
    parameters.put(arguments[0], Integer.valueOf(arguments[1]));
  }

  private void port(int number, boolean output, String[] arguments) {
    requireTwo(number, arguments);
    int multiple = 1;
    List<String> factors = new ArrayList<>();
    for (String factor : arguments[1].split("\\*")) {
      if (Character.isDigit(factor.charAt(0))) {
        multiple = Math.multiplyExact(multiple, Integer.parseInt(factor));
      } else {
        factors.add(factor);
      }
    }
    ports.add(new RtlPort(arguments[0], output, multiple, factors));
  }

  private static void requireTwo(int number, String[] arguments) {
    if (arguments.length != 2) {
      throw new IllegalArgumentException("line %d: expected a name and a value".formatted(number));
    }
  }

  private void finish() {
    if (!name.isEmpty()) {
      modules.add(
          new RtlModule(
              name,
              promise(Promise.SENTENCE),
              promise(Promise.LATENCY),
              promise(Promise.THROUGHPUT),
              promise(Promise.HANDSHAKE),
              promise(Promise.PATHS),
              parameters,
              ports));
    }
    promises.clear();
    parameters.clear();
    ports.clear();
  }

  private String promise(Promise promise) {
    String text = promises.get(promise);
    if (text == null) {
      throw new IllegalArgumentException("unit %s says nothing of %s".formatted(name, promise));
    }
    return text;
  }
}
