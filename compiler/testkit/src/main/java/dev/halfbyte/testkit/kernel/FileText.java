package dev.halfbyte.testkit.kernel;

import dev.halfbyte.testkit.Choices;
import dev.halfbyte.testkit.kernel.Statement.Define;
import dev.halfbyte.testkit.kernel.Statement.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Writes a file: functions, the kernel, perhaps another one, numerics and hardware; with comments
/// and separators that mean nothing here and there.
final class FileText {
  /// What the kernel is called.
  static final String KERNEL = "kernel0";

  private final KernelBench bench;
  private final Choices choices;
  private final StringBuilder out = new StringBuilder();

  private FileText(KernelBench bench) {
    this.bench = bench;
    this.choices = bench.choices();
  }

  /// The text of the file.
  ///
  /// @param results what the kernel returns
  /// @param numerics the block that follows it, may be empty
  static String of(KernelBench bench, List<Variable> results, String numerics) {
    FileText text = new FileText(bench);
    text.bench.functions().forEach(function -> text.out.append(function.text()).append('\n'));
    text.kernel(results);
    text.out.append(numerics);
    if (text.choices.oneIn(8)) {
      text.other();
    }
    if (text.choices.oneIn(8)) {
      text.out.append(HardwareText.of(text.choices));
    }
    return text.out.toString();
  }

  private void kernel(List<Variable> results) {
    out.append("kernel ").append(KERNEL);
    if (!bench.dimensions().declarations().isEmpty()) {
      out.append('[').append(String.join(", ", bench.dimensions().declarations())).append(']');
    }
    out.append('(').append(parameters(bench.inputs()));
    if (!bench.weights().isEmpty() || choices.oneIn(16)) {
      out.append("; ").append(parameters(bench.weights()));
    }
    List<String> types =
        results.stream().map(r -> Variable.type(r.kind().type(), r.shape())).toList();
    out.append(")\n    -> ").append(String.join(", ", types)).append(" {\n");
    List<Statement> statements = new ArrayList<>(bench.scope().statements());
    List<Result> returned = results.stream().map(r -> result(r, statements)).toList();
    statements.forEach(s -> out.append("  ").append(s.text()).append(end()));
    out.append("  ").append(new Statement.Return(returned).text()).append("\n}\n");
  }

  /// A name, or in place of a definition that nothing else reads what it defines.
  private Result result(Variable variable, List<Statement> statements) {
    if (!bench.scope().isUsed(variable) && choices.oneIn(4)) {
      Optional<Define> definition =
          statements.stream()
              .filter(s -> s instanceof Define define && define.name().equals(variable.name()))
              .map(Define.class::cast)
              .findFirst();
      if (definition.isPresent()) {
        statements.remove(definition.get());
        return new Result(definition.get().indices(), definition.get().value());
      }
    }
    return new Result(List.of(), Term.name(variable.name()).plain());
  }

  private String end() {
    return switch (choices.below(24)) {
      case 23 -> ";\n";
      case 22 -> " // what comes next\n";
      case 21 -> " /* a\n  comment */\n";
      default -> "\n";
    };
  }

  /// Parameters of one type may share it.
  private String parameters(List<KernelBench.Parameter> parameters) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < parameters.size(); i++) {
      String type = type(parameters.get(i));
      boolean shared =
          i + 1 < parameters.size() && type(parameters.get(i + 1)).equals(type) && choices.oneIn(2);
      text.append(parameters.get(i).variable().name());
      text.append(shared ? ", " : ": " + type + (i + 1 < parameters.size() ? ", " : ""));
    }
    return text.toString();
  }

  private static String type(KernelBench.Parameter parameter) {
    return Variable.type(parameter.element(), parameter.variable().shape());
  }

  /// Another kernel, which shares a function of elements.
  private void other() {
    out.append("fn half(z) = z / 2\n\n");
    out.append("kernel kernel1[n](z: f32[n]) -> f32[n], f32 {\n");
    out.append("  y = half(z) + half(1)\n  return -y, max[i](y[i])\n}\n");
  }
}
