package dev.halfbyte.driver.numerics;

import dev.halfbyte.driver.KernelFile;
import dev.halfbyte.frontend.ast.ElementType;
import dev.halfbyte.frontend.ast.Hardware;
import dev.halfbyte.frontend.ast.Rational;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.Span;
import dev.halfbyte.source.Suggestions;
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
  /// Elements of the longest row of a row unit, and words of its parameters.
  private static final long ROW_MAX = 1024;

  /// Rows whose factors wait between the softmax unit and the array.
  private static final long FACTORS = 256;

  /// Bits of a weight of an array that skips, which stores wider ones as two.
  private static final long ROW_WEIGHT_BITS = 4;

  /// Bits of a beat of streams and of the DRAM.
  private static final long PORT_BITS = 64;

  /// Bits of a register of the control port.
  private static final long CONTROL_BITS = 32;

  private static final List<String> MEMORIES =
      List.of("act", "act_side", "res", "res_side", "weight", "weight_side", "par", "gain", "cmd");

  /// Engines that an array may have.
  private static final Set<Long> ENGINES = Set.of(1L, 2L, 4L);

  /// Names of arrays that take codes of table encodings; any other is one of plain multipliers, or
  /// skips zeros.
  private static final Set<String> KINDS = Set.of("decode", "shift");

  private final List<Diagnostic> diagnostics = new ArrayList<>();
  private final SortedMap<String, Long> parameters = new TreeMap<>();
  private final List<String> requirements = new ArrayList<>();

  private HardwareLowering() {}

  /// Build options for the block called `name`; for any other name a preset of the target.
  public static SortedMap<String, String> named(KernelFile file, String name) {
    Optional<Hardware> block = file.module().hardware(name);
    if (block.isEmpty()) {
      return new TreeMap<>(Map.of("hardware", name));
    }
    HardwareLowering lowering = new HardwareLowering();
    SortedMap<String, String> options = new TreeMap<>();
    options.put("hardware", lowering.lower(block.get()));
    if (!lowering.requirements.isEmpty()) {
      options.put("require", String.join(",", lowering.requirements));
    }
    return options;
  }

  private String lower(Hardware block) {
    List<Hardware.Array> arrays =
        block.items().stream()
            .filter(Hardware.Array.class::isInstance)
            .map(Hardware.Array.class::cast)
            .toList();
    if (arrays.size() != 1) {
      reject(
          block.span(),
          "one `array` is needed, there are " + arrays.size(),
          "for example `array mac 8 x 8 x 1 { act s8, weight s4, acc 24 }`");
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
    Hardware.Array array = arrays.getFirst();
    if (array.skip().contains("act")) {
      return values + ",array=row";
    }
    return KINDS.contains(array.name()) ? values + ",array=" + array.name() : values;
  }

  private void item(Hardware.Item item) {
    switch (item) {
      case Hardware.Array _ -> {}
      case Hardware.Unit unit -> unit(unit);
      case Hardware.Memory memory -> memory(memory);
      case Hardware.Port port -> port(port);
      case Hardware.Clock clock -> unsupported(clock.span(), "a clock constraint");
      case Hardware.Requirement requirement -> requirement(requirement);
    }
  }

  private void array(Hardware.Array array) {
    parameters.put("rows", (long) array.rows());
    parameters.put("cols", (long) array.columns());
    parameters.put("lanes", (long) array.lanes());
    bits(array.activations()).ifPresent(b -> parameters.put("act_bits", b));
    boolean row = array.skip().contains("act");
    bits(array.weights())
        .ifPresent(b -> parameters.put("wgt_bits", row ? Math.min(b, ROW_WEIGHT_BITS) : b));
    array.accumulatorBits().ifPresent(b -> parameters.put("acc_bits", b));
    array.engines().ifPresent(engines -> engines(engines, row, array.span()));
    if (array.skip().contains("weight")) {
      packed(row, array.span());
    }
  }

  /// Weights of which two of four are zero are packed, by arrays that skip zeros of codes.
  private void packed(boolean row, Span span) {
    if (row) {
      parameters.put("pack", 1L);
    } else {
      reject(
          span,
          "`skip weight` on an array that does not skip zeros of activations",
          "`skip act | weight` works, on an array of one row");
    }
  }

  /// One engine is what every array has; only those that skip have several.
  private void engines(long engines, boolean row, Span span) {
    if (!ENGINES.contains(engines)) {
      long works = engines > 4 ? 4 : 2;
      reject(
          span,
          "`engines %d`, an array has 1, 2 or 4".formatted(engines),
          "`engines %d` works".formatted(works));
    } else if (engines != 1 && !row) {
      reject(
          span,
          "`engines %d` on an array that does not skip".formatted(engines),
          "`engines 1` works, or `skip act` on an array of one row");
    } else if (engines != 1) {
      parameters.put("engines", engines);
    }
  }

  private static Optional<Long> bits(List<ElementType> types) {
    return types.stream()
        .filter(ElementType.Whole.class::isInstance)
        .map(type -> (long) ((ElementType.Whole) type).bits())
        .max(Long::compare);
  }

  private void unit(Hardware.Unit unit) {
    switch (unit.name()) {
      case "table" -> {
        parameters.put("tables", (long) unit.count());
        if (!unit.ops().isEmpty()) {
          unsupported(unit.span(), "a choice of `ops` for tables");
        }
      }
      case "row" -> rowUnit(unit);
      default -> unsupported(unit.span(), "unit `" + unit.name() + "`");
    }
  }

  /// One softmax and one norm unit at most, each as wide as a word of the memories.
  private void rowUnit(Hardware.Unit unit) {
    long lanes = parameters.getOrDefault("lanes", 1L);
    if (unit.count() != 1) {
      unsupported(unit.span(), unit.count() + " units of one kind");
    }
    if (unit.lanes().isPresent() && unit.lanes().getAsLong() != lanes) {
      unsupported(unit.span(), "a unit of other lanes than the " + lanes + " of the array");
    }
    for (String op : unit.ops()) {
      switch (op) {
        case "softmax" -> {
          parameters.put("softmax_row_max", ROW_MAX);
          parameters.putIfAbsent("factor_depth", FACTORS);
        }
        case "layernorm", "rmsnorm" -> {
          parameters.put("norm_row_max", ROW_MAX);
          parameters.putIfAbsent("gain_depth", ROW_MAX);
        }
        default -> unsupported(unit.span(), "op `" + op + "` of a row unit");
      }
    }
  }

  private void requirement(Hardware.Requirement requirement) {
    boolean mac = requirement.subject().filter("mac"::equals).isPresent();
    if (!requirement.metric().equals("cycles") && !(requirement.metric().equals("busy") && mac)) {
      unsupported(requirement.span(), "`require " + requirement.metric() + "`");
      return;
    }
    String relation =
        switch (requirement.relation()) {
          case LESS -> "<";
          case LESS_OR_EQUAL -> "<=";
          case GREATER -> ">";
          case GREATER_OR_EQUAL -> ">=";
          case EQUAL -> "==";
        };
    Rational limit = requirement.limit();
    requirements.add(
        "%s%s%s/%s"
            .formatted(requirement.metric(), relation, limit.numerator(), limit.denominator()));
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
      case "act_side" ->
          depth("act_side_depth", memory, rowsByLanes * parameters.getOrDefault("act_bits", 8L));
      case "res" -> depth("res_depth", memory, rowsByLanes * 16);
      case "res_side" -> depth("res_side_depth", memory, rowsByLanes * 16);
      case "weight" ->
          depth("wgt_depth", memory, columnsByLanes * parameters.getOrDefault("wgt_bits", 4L));
      case "weight_side" ->
          depth("wgt_side_depth", memory, columnsByLanes * parameters.getOrDefault("wgt_bits", 4L));
      case "par" -> depth("par_depth", memory, parameters.getOrDefault("lanes", 1L) * 128);
      case "cmd" -> depth("cmd_depth", memory, 512);
      case "gain" -> depth("gain_depth", memory, 96);
      default -> unknown(memory);
    }
  }

  private void unknown(Hardware.Memory memory) {
    String help =
        Suggestions.didYouMean(memory.name(), MEMORIES)
            .orElse("memories are " + String.join(", ", MEMORIES));
    diagnostics.add(
        Diagnostic.error(
                NumericsCode.NO_MEANING_YET,
                memory.span(),
                "memory `" + memory.name() + "` has no meaning yet")
            .help(help));
  }

  private void depth(String parameter, Hardware.Memory memory, long wordBits) {
    parameters.put(parameter, memory.bytes() * 8 / wordBits);
  }

  private void port(Hardware.Port port) {
    switch (port.kind()) {
      case "axi4" -> {
        width(port, PORT_BITS);
        memoryPort(port);
      }
      case "axis" -> width(port, PORT_BITS);
      case "axilite" -> width(port, CONTROL_BITS);
      default -> unsupported(port.span(), "port of kind `" + port.kind() + "`");
    }
  }

  private void width(Hardware.Port port, long bits) {
    long width = port.width().orElse(bits);
    if (width != bits) {
      diagnostics.add(
          Diagnostic.error(
                  NumericsCode.NO_MEANING_YET,
                  port.span(),
                  "a port `%s` of %d bits has no meaning yet".formatted(port.kind(), width))
              .help("`%s %d` would do".formatted(port.kind(), bits)));
    }
  }

  /// The one port to a DRAM, in which the constants lie.
  private void memoryPort(Hardware.Port port) {
    if (port.names().size() != 1 || parameters.containsKey("dram")) {
      unsupported(port.span(), "more than one port of kind `axi4`");
    }
    parameters.put("dram", 1L);
  }

  private void unsupported(Span span, String what) {
    diagnostics.add(
        Diagnostic.error(NumericsCode.NO_MEANING_YET, span, what + " has no meaning yet")
            .help(
                "this accelerator has `array`, `unit table`, `unit row x 1` with ops softmax,"
                    + " layernorm and rmsnorm, `mem act|act_side|res|res_side|weight|weight_side|par|gain|cmd`,"
                    + " `port ... axis 64`, `port ... axilite`, one `port ... axi4 64`, `require cycles(...)` and"
                    + " `require busy(mac)`"));
  }

  private void reject(Span span, String message, String help) {
    diagnostics.add(Diagnostic.error(NumericsCode.BAD_ARGUMENT, span, message).help(help));
  }
}
