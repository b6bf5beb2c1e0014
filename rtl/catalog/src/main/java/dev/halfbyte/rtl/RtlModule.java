package dev.halfbyte.rtl;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// What a module of rtl/src is and promises.
///
/// @param name module name; the file is the name with `.sv`
/// @param sentence what it does, a noun phrase
/// @param latency cycles from input to output
/// @param throughput work a cycle
/// @param handshake when it accepts and when others must
/// @param paths combinational paths from inputs to outputs
/// @param parameters parameters with their defaults, in declaration order
/// @param ports ports in declaration order
public record RtlModule(
    String name,
    String sentence,
    String latency,
    String throughput,
    String handshake,
    String paths,
    SequencedMap<String, Integer> parameters,
    List<RtlPort> ports) {
  public RtlModule {
    parameters = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(parameters));
    ports = List.copyOf(ports);
  }

  /// Returns the name of the file within rtl/src.
  public String file() {
    return name + ".sv";
  }
}
