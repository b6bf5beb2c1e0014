package dev.halfbyte.driver.numerics;

import dev.halfbyte.driver.KernelFile;
import dev.halfbyte.frontend.ast.ElementType;
import dev.halfbyte.frontend.ast.Hardware;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Turns a `hardware` block into the option `hardware` of the Verilog target; what the accelerator
/// does not have yet is a diagnostic at its place, all of them together.
public final class HardwareLowering {
  /// Names of arrays that take codes of table encodings; any other is one of plain multipliers.
  private static final Set<String> KINDS = Set.of("decode", "shift");

  private final List<Diagnostic> diagnostics = new ArrayList<>();
  private final SortedMap<String, Long> parameters = new TreeMap<>();

  private HardwareLowering() {}

  /// Build options for the block called `name`; for any other name a preset of the target.
  public static SortedMap<String, String> named(KernelFile file, String name) {
    Optional<Hardware> block = file.module().hardware(name);
    String value = block.isPresent() ? new HardwareLowering().lower(block.get()) : name;
    return new TreeMap<>(Map.of("hardware", value));
  }

  private String lower(Hardware block) {
    List<Hardware.Array> arrays =
        block.items().stream()
            .filter(Hardware.Array.class::isInstance)
            .map(Hardware.Array.class::cast)
            .toList();
    if (arrays.size() != 1) {
      reject(block.span(), "one `array` is needed, there are " + arrays.size());
      throw new DiagnosticException(diagnostics);
    }
    array(arrays.getFirst());
    block.items().forEach(this::item);
    if (!diagnostics.isEmpty()) {
      throw new DiagnosticException(diagnostics);
    }
    String values =
        parameters.entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining(","));
    String kind = arrays.getFirst().name();
    return KINDS.contains(kind) ? values + ",array=" + kind : values;
  }

  private void item(Hardware.Item item) {
    switch (item) {
      case Hardware.Array _ -> {}
      case Hardware.Unit unit -> unit(unit);
      case Hardware.Memory memory -> memory(memory);
      case Hardware.Port port -> port(port);
      case Hardware.Clock clock -> unsupported(clock.span(), "a clock constraint");
      case Hardware.Requirement requirement -> unsupported(requirement.span(), "`require`");
    }
  }

  private void array(Hardware.Array array) {
    parameters.put("rows", (long) array.rows());
    parameters.put("cols", (long) array.columns());
    parameters.put("lanes", (long) array.lanes());
    bits(array.activations()).ifPresent(b -> parameters.put("act_bits", b));
    bits(array.weights()).ifPresent(b -> parameters.put("wgt_bits", b));
    array.accumulatorBits().ifPresent(b -> parameters.put("acc_bits", b));
    if (!array.skip().isEmpty()) {
      unsupported(array.span(), "zero skipping");
    }
  }

  private static Optional<Long> bits(List<ElementType> types) {
    return types.stream()
        .filter(ElementType.Whole.class::isInstance)
        .map(type -> (long) ((ElementType.Whole) type).bits())
        .max(Long::compare);
  }

  private void unit(Hardware.Unit unit) {
    if (unit.name().equals("table") && unit.ops().isEmpty()) {
      parameters.put("tables", (long) unit.count());
    } else {
      unsupported(unit.span(), "unit `" + unit.name() + "`");
    }
  }

  private void memory(Hardware.Memory memory) {
    if (memory.banks().isPresent()) {
      unsupported(memory.span(), "`banks`");
    }
    long rowsByLanes = parameters.getOrDefault("rows", 1L) * parameters.getOrDefault("lanes", 1L);
    long columnsByLanes =
        parameters.getOrDefault("cols", 1L) * parameters.getOrDefault("lanes", 1L);
    switch (memory.name()) {
      case "act" ->
          depth("act_depth", memory, rowsByLanes * parameters.getOrDefault("act_bits", 8L));
      case "res" -> depth("res_depth", memory, rowsByLanes * 16);
      case "weight" ->
          depth("wgt_depth", memory, columnsByLanes * parameters.getOrDefault("wgt_bits", 4L));
      case "par" -> depth("par_depth", memory, parameters.getOrDefault("lanes", 1L) * 128);
      case "cmd" -> depth("cmd_depth", memory, 256);
      default -> unsupported(memory.span(), "memory `" + memory.name() + "`");
    }
  }

  private void depth(String parameter, Hardware.Memory memory, long wordBits) {
    parameters.put(parameter, memory.bytes() * 8 / wordBits);
  }

  private void port(Hardware.Port port) {
    boolean stream = port.kind().equals("axis") && port.width().orElse(64) == 64;
    if (!stream && !port.kind().equals("axilite")) {
      unsupported(port.span(), "port of kind `" + port.kind() + "` or this width");
    }
  }

  private void unsupported(Span span, String what) {
    diagnostics.add(
        Diagnostic.error(NumericsCode.NO_MEANING_YET, span, what + " has no meaning yet")
            .help(
                "this accelerator has `array`, `unit table`, `mem act|res|weight|par|cmd`, "
                    + "`port ... axis 64` and `port ... axilite`"));
  }

  private void reject(Span span, String message) {
    diagnostics.add(
        Diagnostic.error(NumericsCode.BAD_ARGUMENT, span, message)
            .help("for example `array mac 8 x 8 x 1 { act s8, weight s4, acc 24 }`"));
  }
}
