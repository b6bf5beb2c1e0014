package dev.halfbyte.ir;

import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.OpSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Puts numbers in place of symbolic dims, everywhere in a program.
public final class DimBinding {
  private final Map<String, Long> values;

  private DimBinding(Map<String, Long> values) {
    this.values = Map.copyOf(values);
  }

  /// The program with the named dims fixed; other dims stay symbolic.
  public static Program bind(Program program, Map<String, Long> values) {
    return values.isEmpty() ? program : new DimBinding(values).program(program);
  }

  private Program program(Program program) {
    return new Program(
        program.name(),
        program.dims().stream().filter(d -> !values.containsKey(d.name())).toList(),
        program.parameters().stream()
            .map(p -> new Parameter(p.value(), p.name(), p.type().bind(values), p.kind()))
            .toList(),
        program.constants(),
        program.nodes().stream().map(this::node).toList(),
        program.outputs());
  }

  private Node node(Node node) {
    List<Node.Result> results =
        node.results().stream()
            .map(r -> new Node.Result(r.value(), r.type().bind(values)))
            .toList();
    return new Node(results, op(node.op()), node.path(), node.origin());
  }

  private Op op(Op op) {
    OpSchema schema = OpSchema.of(op.getClass());
    return schema.create(
        schema.components().stream().map(c -> attribute(schema.get(op, c))).toList());
  }

  private Object attribute(Object attribute) {
    return switch (attribute) {
      case Dim dim -> dim.bind(values);
      case Shape shape -> shape.bind(values);
      case AffineIndex index -> new AffineIndex(index.terms(), index.constant().bind(values));
      case AccessMap map ->
          new AccessMap(
              map.shape().bind(values).dims(),
              map.indices().stream().map(i -> (AffineIndex) attribute(i)).toList(),
              map.padded());
      case Program body -> program(body);
      case List<?> list -> list.stream().map(this::attribute).toList();
      case Optional<?> optional -> optional.map(this::attribute);
      default -> attribute;
    };
  }
}
