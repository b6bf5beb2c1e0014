package dev.halfbyte.backend.verilog;

import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.Program;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The option `dims`: values of the symbolic dims, e.g. `n=16` or `b=1,n=197`.
///
/// Hardware programs are made for fixed extents, so every dim needs a value. A program whose dims
/// were bound before needs none, and takes no offence at those that it once had.
public final class DimsOption {
  /// Name of the option.
  public static final String NAME = "dims";

  private DimsOption() {}

  /// Returns a value for each dim that `program` declares.
  ///
  /// @throws DiagnosticException if one is missing, unknown, no number or out of bounds
  public static SortedMap<String, Long> parse(String text, Program program) {
    SortedMap<String, Long> values = new TreeMap<>();
    for (String item : text.isBlank() ? new String[0] : text.split(",", -1)) {
      String[] parts = item.strip().split("=", -1);
      if (parts.length != 2) {
        throw fault("`" + item + "` is no `dim=value`", program);
      }
      values.put(parts[0].strip(), number(parts[1].strip(), program));
    }
    for (DimDeclaration dim : program.dims()) {
      Long value = values.get(dim.name());
      if (value == null) {
        throw fault("dim `" + dim.name() + "` has no value", program);
      }
      if (!dim.admits(value)) {
        throw fault(
            "%s = %d is outside its bounds %d..%d"
                .formatted(dim.name(), value, dim.min(), dim.max()),
            program);
      }
    }
    if (program.dims().isEmpty()) {
      return Collections.emptySortedMap();
    }
    for (String name : values.keySet()) {
      if (program.dims().stream().noneMatch(dim -> dim.name().equals(name))) {
        throw fault("kernel `" + program.name() + "` has no dim `" + name + "`", program);
      }
    }
    return Collections.unmodifiableSortedMap(values);
  }

  private static long number(String text, Program program) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw fault("`" + text + "` is no number", program);
    }
  }

  private static DiagnosticException fault(String message, Program program) {
    String example =
        program.dims().stream()
            .map(dim -> dim.name() + "=" + dim.min())
            .collect(Collectors.joining(","));
    return new DiagnosticException(
        Diagnostic.error(VerilogFault.BAD_DIMS, message)
            .help("hardware is built for fixed extents; give `dims` as in " + example));
  }
}
