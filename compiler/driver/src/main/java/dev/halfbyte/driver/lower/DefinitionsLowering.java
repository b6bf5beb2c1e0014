package dev.halfbyte.driver.lower;

import dev.halfbyte.frontend.ast.Definition;
import dev.halfbyte.frontend.ast.Tensor;
import dev.halfbyte.ir.Origin;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.source.CompilerBug;
import dev.halfbyte.source.Position;
import dev.halfbyte.source.Span;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Lowers the definitions of a kernel, or of a step of a scan, into one program.
final class DefinitionsLowering {
  private final ProgramBuilder builder;
  private final Extents extents;
  private final List<Tensor> returned;
  private final Map<Tensor, Value> values = new HashMap<>();

  /// @param returned tensors that are seen from outside, where absent elements are 0
  DefinitionsLowering(ProgramBuilder builder, Extents extents, List<Tensor> returned) {
    this.builder = builder;
    this.extents = extents;
    this.returned = List.copyOf(returned);
  }

  void parameter(Tensor tensor, Parameter.Kind kind) {
    values.put(tensor, builder.parameter(tensor.name(), extents.type(tensor), kind));
  }

  void lower(List<Definition> definitions) {
    for (Definition definition : definitions) {
      Value value =
          switch (definition) {
            case Definition.Elements elements -> elements(elements);
            case Definition.Scan scan -> scan(scan);
          };
      values.put(definition.target(), value);
    }
  }

  /// The value of a parameter or of a definition that is lowered.
  Value value(Tensor tensor) {
    return Optional.ofNullable(values.get(tensor))
        .orElseThrow(() -> new CompilerBug("read before definition: " + tensor));
  }

  private Value elements(Definition.Elements elements) {
    DefinitionLowering lowering = new DefinitionLowering(builder, extents, this::value, elements);
    return returned.contains(elements.target()) ? lowering.lowerPresent() : lowering.lower();
  }

  private Value scan(Definition.Scan scan) {
    Definition.Step step = scan.step();
    ProgramBuilder body = new ProgramBuilder(scan.target().name());
    DefinitionsLowering inner = new DefinitionsLowering(body, extents, List.of(step.result()));
    inner.parameter(step.carried(), Parameter.Kind.INPUT);
    step.elements().forEach(element -> inner.parameter(element, Parameter.Kind.INPUT));
    inner.lower(step.definitions());
    body.output(step.result().name(), inner.value(step.result()));
    builder.at(Optional.of(scan.target().name()), origin(scan.span()));
    return builder
        .addAll(
            new Scan(
                body.build(),
                List.of(value(scan.initial())),
                scan.sequences().stream().map(this::value).toList(),
                List.of()))
        .getFirst();
  }

  static Optional<Origin> origin(Span span) {
    Position position = span.startPosition();
    return Optional.of(new Origin(span.source().name(), position.line(), position.column()));
  }
}
