package dev.halfbyte.sim.verilator;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the ports of the top module from the header of the class that Verilator makes of it.
///
/// There each port is a member, declared by a macro that tells direction and range, as in
/// `VL_IN16(&pk,15,0);` and `VL_OUTW(&wide,64,0,3);`. Packed arrays, structs and enums are plain
/// ranges there. Other members, as those of unpacked arrays and reals, cannot be driven.
final class PortReader {
  private static final String FIRST = "// PORTS";
  private static final String LAST = "// CELLS";

  /// Direction, member, range.
  private static final Pattern PORT =
      Pattern.compile("VL_(IN|OUT)(?:8|16|64|W|)\\(&(\\w+),(\\d+),(\\d+)(?:,\\d+)?\\);");

  /// Any other member: what stands behind `&` is its name.
  private static final Pattern MEMBER = Pattern.compile("&(\\w+)");

  /// A character that has no place in names of C++, by its code.
  private static final Pattern ESCAPE = Pattern.compile("__0([0-9a-fA-F]{2})");

  /// What stands before a name that is a keyword of C++.
  private static final String KEYWORD = "__SYM__";

  private PortReader() {}

  /// Ports in the order of the header: small ones first, else as they are declared.
  static List<Port> read(String header) {
    List<Port> ports = new ArrayList<>();
    int begin = header.indexOf(FIRST);
    int end = header.indexOf(LAST, begin);
    if (begin < 0 || end < 0) {
      throw unsupported("the header of Verilator's model does not tell its ports");
    }
    for (String line : header.substring(begin, end).lines().map(String::strip).toList()) {
      if (!line.isEmpty() && !line.startsWith("//")) {
        ports.add(port(line));
      }
    }
    return List.copyOf(ports);
  }

  private static Port port(String line) {
    Matcher found = PORT.matcher(line);
    if (!found.matches()) {
      throw refused(line);
    }
    String member = found.group(2);
    return new Port(
        name(member),
        member,
        found.group(1).equals("IN") ? Port.Direction.INPUT : Port.Direction.OUTPUT,
        Math.abs(Integer.parseInt(found.group(3)) - Integer.parseInt(found.group(4))) + 1);
  }

  /// The name in the Verilog source.
  private static String name(String member) {
    String plain = member.startsWith(KEYWORD) ? member.substring(KEYWORD.length()) : member;
    return ESCAPE
        .matcher(plain)
        .replaceAll(code ->
            Matcher.quoteReplacement(Character.toString(Integer.parseInt(code.group(1), 16))));
  }

  private static SimulationFailure refused(String line) {
    Matcher member = MEMBER.matcher(line);
    String what =
        line.startsWith("VL_INOUT")
            ? "inout ports"
            : line.startsWith("VL_") ? "unpacked arrays" : "types without bits";
    return unsupported(
        "port %s cannot be driven: %s are not carried across the boundary"
            .formatted(member.find() ? name(member.group(1)) : line, what));
  }

  private static SimulationFailure unsupported(String message) {
    return new SimulationFailure(
        FailureCode.PORT_UNSUPPORTED,
        message,
        "wrap the module in one whose ports are packed inputs and outputs");
  }
}
