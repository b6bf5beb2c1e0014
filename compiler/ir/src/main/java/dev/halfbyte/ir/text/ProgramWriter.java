package dev.halfbyte.ir.text;

import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Quoted;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.OpSchema;
import java.lang.reflect.RecordComponent;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Writes programs, nested ones indented.
final class ProgramWriter {
  private final StringBuilder out = new StringBuilder();
  private final int inlineLimit;
  private final boolean origins;
  private int level;

  /// @param inlineLimit constants of more elements are written by digest
  /// @param origins whether nodes tell their place in the user's source
  ProgramWriter(int inlineLimit, boolean origins) {
    this.inlineLimit = inlineLimit;
    this.origins = origins;
  }

  ProgramWriter append(String text) {
    out.append(text);
    return this;
  }

  /// `program "name" { ... }` without line break at either end.
  void program(Program program) {
    append("program ").append(Quoted.of(program.name())).append(" {");
    level++;
    program.dims().forEach(this::dim);
    program.parameters().forEach(this::parameter);
    program.constants().forEach(this::constant);
    program.nodes().forEach(this::node);
    program.outputs().forEach(this::output);
    level--;
    line().append("}");
  }

  private void dim(DimDeclaration dim) {
    line().append("dim ").append(Quoted.of(dim.name()));
    append(": " + dim.min() + ".." + dim.max());
    append(dim.step() == 1 ? "" : " step " + dim.step());
  }

  private void parameter(Parameter parameter) {
    line().append(parameter.kind().name().toLowerCase(Locale.ROOT)).append(" ");
    append(parameter.value() + " " + Quoted.of(parameter.name()) + ": " + parameter.type());
  }

  private void constant(String name, Tensor data) {
    line().append("const ").append(Quoted.of(name)).append(": " + data.type() + " = ");
    append(data.count() <= inlineLimit ? TensorText.print(data) : "sha256:" + data.digest());
  }

  private void node(Node node) {
    line();
    if (!node.results().isEmpty()) {
      append(
          node.results().stream()
              .map(r -> r.value().toString())
              .collect(Collectors.joining(", ", "", " = ")));
    }
    op(node.op());
    if (!node.results().isEmpty()) {
      append(
          node.results().stream()
              .map(r -> r.type().toString())
              .collect(Collectors.joining(", ", " : ", "")));
    }
    node.path().ifPresent(path -> append(" path ").append(Quoted.of(path)));
    node.origin()
        .filter(origin -> origins)
        .ifPresent(o ->
            append(" @ ").append(Quoted.of(o.file())).append(":" + o.line() + ":" + o.column()));
  }

  private void op(Op op) {
    OpSchema schema = OpSchema.of(op.getClass());
    append(schema.mnemonic()).append("(");
    String separator = "";
    for (RecordComponent component : schema.components()) {
      Object value = schema.get(op, component);
      if (value instanceof Optional<?> optional && optional.isEmpty()) {
        continue;
      }
      append(separator).append(OpSchema.label(component)).append("=");
      ComponentFormat.of(component.getGenericType()).print().accept(value, this);
      separator = ", ";
    }
    append(")");
  }

  private void output(Output output) {
    line().append("output ").append(Quoted.of(output.name())).append(" = " + output.value());
  }

  private ProgramWriter line() {
    out.append('\n').append("  ".repeat(level));
    return this;
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
