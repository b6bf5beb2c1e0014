package dev.halfbyte.frontend.syntax;

import static dev.halfbyte.frontend.fault.FrontendCode.DUPLICATE_NAME;
import static dev.halfbyte.frontend.fault.FrontendCode.HARDWARE;

import dev.halfbyte.frontend.ast.Hardware;
import dev.halfbyte.frontend.ast.Hardware.Item;
import dev.halfbyte.frontend.ast.Hardware.Relation;
import dev.halfbyte.frontend.ast.Rational;
import dev.halfbyte.frontend.grammar.HbParser.ArrayItemContext;
import dev.halfbyte.frontend.grammar.HbParser.ClockItemContext;
import dev.halfbyte.frontend.grammar.HbParser.HardwareContext;
import dev.halfbyte.frontend.grammar.HbParser.HardwareItemContext;
import dev.halfbyte.frontend.grammar.HbParser.MemoryItemContext;
import dev.halfbyte.frontend.grammar.HbParser.PortItemContext;
import dev.halfbyte.frontend.grammar.HbParser.PropertyContext;
import dev.halfbyte.frontend.grammar.HbParser.RequireItemContext;
import dev.halfbyte.frontend.grammar.HbParser.RequirementContext;
import dev.halfbyte.frontend.grammar.HbParser.UnitItemContext;
import dev.halfbyte.source.CompilerBug;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.Span;
import dev.halfbyte.source.Suggestions;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.antlr.v4.runtime.tree.TerminalNode;

/// Hardware blocks: arrays, units, memories, ports, clock, requirements.
final class HardwareBuilder {
  private static final long LARGEST_COUNT = 1 << 16;
  private static final long LARGEST_MEMORY = 1L << 30;
  private static final List<String> PORT_KINDS = List.of("axis", "axilite", "axi4");

  private final Builder builder;
  private final List<Item> items = new ArrayList<>();
  private final Map<String, Span> names = new HashMap<>();

  HardwareBuilder(Builder builder) {
    this.builder = builder;
  }

  Hardware build(HardwareContext context) {
    for (HardwareItemContext item : context.hardwareItem()) {
      switch (item) {
        case ArrayItemContext array -> items.add(array(array));
        case UnitItemContext unit -> items.add(unit(unit));
        case MemoryItemContext memory -> items.add(memory(memory));
        case PortItemContext port -> items.add(port(port));
        case ClockItemContext clock -> items.add(clock(clock));
        case RequireItemContext require ->
            require.requirement().forEach(r -> items.add(requirement(r)));
        default -> throw new CompilerBug("hardware item " + item.getText());
      }
    }
    Name name = builder.name(context.name());
    return new Hardware(name.text(), items, name.span());
  }

  private String declare(String kind, Name name) {
    Span previous = names.putIfAbsent(kind + " " + name, name.span());
    if (previous != null) {
      builder.report(
          Diagnostic.error(DUPLICATE_NAME, name.span(), kind + " `" + name + "` is declared twice")
              .label(previous, "first here"));
    }
    return name.text();
  }

  private Hardware.Array array(ArrayItemContext context) {
    HardwareProperties properties =
        new HardwareProperties(builder, List.of("act", "weight", "acc", "engines", "skip"));
    for (PropertyContext property : context.property()) {
      properties.add(property);
    }
    return new Hardware.Array(
        declare("array", builder.name(context.name())),
        count(context.INTEGER(0)),
        count(context.INTEGER(1)),
        count(context.INTEGER(2)),
        properties.types("act"),
        properties.types("weight"),
        properties.number("acc", 1, 64),
        properties.number("engines", 1, LARGEST_COUNT),
        properties.words("skip", List.of("act", "weight")),
        builder.span(context));
  }

  private int count(TerminalNode number) {
    return (int) builder.integer(number.getSymbol(), 1, LARGEST_COUNT);
  }

  private Hardware.Unit unit(UnitItemContext context) {
    HardwareProperties properties = new HardwareProperties(builder, List.of("lanes", "ops"));
    for (PropertyContext property : context.property()) {
      properties.add(property);
    }
    return new Hardware.Unit(
        declare("unit", builder.name(context.name())),
        context.INTEGER() == null ? 1 : count(context.INTEGER()),
        properties.number("lanes", 1, LARGEST_COUNT),
        properties.words("ops", List.of()),
        builder.span(context));
  }

  private Hardware.Memory memory(MemoryItemContext context) {
    Name unit = builder.name(context.name(1));
    long factor =
        switch (unit.text()) {
          case "B" -> 1;
          case "KiB" -> 1 << 10;
          case "MiB" -> 1 << 20;
          default -> {
            builder.error(
                HARDWARE, unit.span(), "unknown unit `" + unit + "`; use `B`, `KiB` or `MiB`");
            yield 1;
          }
        };
    long size = builder.integer(context.INTEGER(0).getSymbol(), 1, LARGEST_MEMORY / factor);
    List<TerminalNode> numbers = context.INTEGER();
    if (numbers.size() > 2) {
      builder.error(HARDWARE, builder.span(numbers.get(2).getSymbol()), "banks are stated twice");
    }
    OptionalLong banks =
        numbers.size() > 1 ? OptionalLong.of(count(numbers.get(1))) : OptionalLong.empty();
    boolean doubled =
        context.children.stream()
            .anyMatch(c -> c instanceof TerminalNode && c.getText().equals("double"));
    return new Hardware.Memory(
        declare("mem", builder.name(context.name(0))),
        size * factor,
        banks,
        doubled,
        builder.span(context));
  }

  private Hardware.Port port(PortItemContext context) {
    List<String> declared = new ArrayList<>();
    context.name().forEach(name -> declared.add(declare("port", builder.name(name))));
    Name kind = builder.name(context.kind.name());
    if (!PORT_KINDS.contains(kind.text())) {
      builder.report(
          Diagnostic.error(HARDWARE, kind.span(), "unknown kind of port `" + kind + "`")
              .help(
                  Suggestions.didYouMean(kind.text(), PORT_KINDS)
                      .or(() -> Optional.of("kinds are " + String.join(", ", PORT_KINDS)))));
    }
    OptionalLong width =
        context.INTEGER() == null
            ? OptionalLong.empty()
            : OptionalLong.of(builder.integer(context.INTEGER().getSymbol(), 8, 4096));
    return new Hardware.Port(declared, kind.text(), width, builder.span(context));
  }

  private Hardware.Clock clock(ClockItemContext context) {
    Name unit = builder.name(context.name(0));
    declare("clock", new Name("clock", builder.span(context)));
    long factor =
        switch (unit.text()) {
          case "Hz" -> 1;
          case "kHz" -> 1_000;
          case "MHz" -> 1_000_000;
          case "GHz" -> 1_000_000_000;
          default -> {
            builder.error(
                HARDWARE,
                unit.span(),
                "unknown unit `" + unit + "`; use `Hz`, `kHz`, `MHz` or `GHz`");
            yield 1;
          }
        };
    Rational hertz = builder.rational(context.number()).times(factor);
    if (hertz.numerator().signum() == 0) {
      builder.error(HARDWARE, builder.span(context.number()), "a clock of 0 Hz");
    }
    Optional<String> device =
        context.name().size() > 1 ? Optional.of(context.name(1).getText()) : Optional.empty();
    return new Hardware.Clock(hertz, device, builder.span(context));
  }

  private Hardware.Requirement requirement(RequirementContext context) {
    Relation relation =
        switch (ExpressionBuilder.relation(context.comparator())) {
          case LESS -> Relation.LESS;
          case LESS_OR_EQUAL -> Relation.LESS_OR_EQUAL;
          case GREATER -> Relation.GREATER;
          case GREATER_OR_EQUAL -> Relation.GREATER_OR_EQUAL;
          case EQUAL -> Relation.EQUAL;
          case NOT_EQUAL -> {
            builder.error(
                HARDWARE, builder.span(context.comparator()), "a requirement cannot be `!=`");
            yield Relation.EQUAL;
          }
        };
    Rational limit = builder.rational(context.number());
    if (context.unit != null) {
      limit =
          context.unit.getText().equals("k")
              ? limit.times(1000)
              : limit.dividedBy(new Rational(BigInteger.valueOf(100), BigInteger.ONE));
    }
    return new Hardware.Requirement(
        context.name(0).getText(),
        context.name().size() > 1 ? Optional.of(context.name(1).getText()) : Optional.empty(),
        relation,
        limit,
        builder.span(context));
  }
}
