package dev.halfbyte.sim.verilator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// Reads the ports of the top module from the XML that `verilator --xml-only` writes.
final class PortReader {
  /// A port whose type is still a number into the type table.
  private record RawPort(String name, String member, String direction, String type) {}

  /// A row of the type table; `bits` counts the row's own bits, or its range when it has a base
  /// type.
  private static final class Type {
    final String kind;
    final List<String> bases = new ArrayList<>();
    final List<Long> bounds = new ArrayList<>();
    long bits = 1;

    Type(String kind) {
      this.kind = kind;
    }
  }

  private final List<RawPort> ports = new ArrayList<>();
  private final Map<String, Type> types = new HashMap<>();
  private boolean inTop;
  private Optional<Type> open = Optional.empty();

  private PortReader() {}

  /// Ports in the order of their declaration.
  static List<Port> read(Path xml) throws IOException {
    PortReader reader = new PortReader();
    XMLInputFactory factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    try (InputStream stream = Files.newInputStream(xml)) {
      XMLStreamReader events = factory.createXMLStreamReader(stream);
      while (events.hasNext()) {
        reader.accept(events, events.next());
      }
    } catch (XMLStreamException malformed) {
      throw new IOException("the port list of Verilator is not XML", malformed);
    }
    return reader.resolve();
  }

  private void accept(XMLStreamReader event, int kind) {
    if (kind == XMLStreamConstants.START_ELEMENT) {
      start(event, event.getLocalName());
    } else if (kind == XMLStreamConstants.END_ELEMENT) {
      String name = event.getLocalName();
      inTop = inTop && !name.equals("module");
      if (name.endsWith("dtype") && !name.equals("memberdtype")) {
        open = Optional.empty();
      }
    }
  }

  private void start(XMLStreamReader event, String name) {
    if (name.equals("module")) {
      inTop = attribute(event, "topModule").isPresent();
    } else if (name.equals("var") && inTop) {
      attribute(event, "dir").ifPresent(direction -> ports.add(port(event, direction)));
    } else if (name.equals("memberdtype")) {
      open.ifPresent(type -> attribute(event, "sub_dtype_id").ifPresent(type.bases::add));
    } else if (name.endsWith("dtype")) {
      startType(event, name);
    } else if (name.equals("const")) {
      open.ifPresent(type -> type.bounds.add(constant(required(event, "name"))));
    }
  }

  private void startType(XMLStreamReader event, String kind) {
    Type type = new Type(kind.equals("basicdtype") ? required(event, "name") : kind);
    attribute(event, "sub_dtype_id").ifPresent(type.bases::add);
    Optional<String> left = attribute(event, "left");
    if (left.isPresent()) {
      type.bits =
          Math.abs(Long.parseLong(left.get()) - Long.parseLong(required(event, "right"))) + 1;
    }
    types.put(required(event, "id"), type);
    open = Optional.of(type);
  }

  private static RawPort port(XMLStreamReader event, String direction) {
    return new RawPort(
        required(event, "name"),
        required(event, "origName"),
        direction,
        required(event, "dtype_id"));
  }

  private List<Port> resolve() {
    return ports.stream().map(this::resolve).toList();
  }

  private Port resolve(RawPort port) {
    Port.Direction direction =
        switch (port.direction()) {
          case "input" -> Port.Direction.INPUT;
          case "output" -> Port.Direction.OUTPUT;
          default -> throw unsupported(port, port.direction() + " ports");
        };
    return new Port(
        port.name(), port.member(), direction, Math.toIntExact(width(port, port.type())));
  }

  private long width(RawPort port, String id) {
    Type type =
        Optional.ofNullable(types.get(id)).orElseThrow(() -> unsupported(port, "this type"));
    return switch (type.kind) {
      case "refdtype", "enumdtype" -> width(port, type.bases.getFirst());
      case "packarraydtype" -> width(port, type.bases.getFirst()) * extent(port, type);
      case "structdtype" -> type.bases.stream().mapToLong(base -> width(port, base)).sum();
      case "uniondtype" -> type.bases.stream().mapToLong(base -> width(port, base)).max().orElse(0);
      case "logic", "bit", "int", "integer", "byte", "shortint", "longint", "time" -> type.bits;
      case "unpackarraydtype" -> throw unsupported(port, "unpacked arrays");
      default -> throw unsupported(port, type.kind);
    };
  }

  private static long extent(RawPort port, Type type) {
    if (type.bounds.size() < 2) {
      throw unsupported(port, "a packed array without bounds");
    }
    return Math.abs(type.bounds.get(0) - type.bounds.get(1)) + 1;
  }

  private static SimulationFailure unsupported(RawPort port, String what) {
    return new SimulationFailure(
        FailureCode.PORT_UNSUPPORTED,
        "port "
            + port.name()
            + " cannot be driven: "
            + what
            + " are not carried across the boundary",
        "wrap the module in one whose ports are packed inputs and outputs");
  }

  /// A constant of the form `32'sh1f`.
  private static long constant(String text) {
    int digits = text.indexOf('h') + 1;
    return digits == 0 ? Long.parseLong(text) : (int) Long.parseLong(text.substring(digits), 16);
  }

  private static Optional<String> attribute(XMLStreamReader event, String name) {
    return Optional.ofNullable(event.getAttributeValue(null, name));
  }

  private static String required(XMLStreamReader event, String name) {
    return attribute(event, name)
        .orElseThrow(() ->
            new SimulationFailure(
                FailureCode.PORT_UNSUPPORTED,
                "Verilator's port list has a " + event.getLocalName() + " without " + name,
                "use Verilator 5.006 or a later 5.x"));
  }
}
