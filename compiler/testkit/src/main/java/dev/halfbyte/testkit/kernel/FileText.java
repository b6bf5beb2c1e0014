package dev.halfbyte.testkit.kernel;

import dev.halfbyte.testkit.kernel.Statement.Result;
import java.util.List;
import java.util.stream.Collectors;

/// Writes a file.
final class FileText {
  /// What the kernel is called.
  static final String KERNEL = "kernel0";

  private FileText() {}

  static String of(KernelBench bench, List<Variable> results) {
    StringBuilder out = new StringBuilder();
    bench.functions().forEach(function -> out.append(function.text()).append('\n'));
    out.append("kernel ").append(KERNEL);
    if (!bench.dimensions().declarations().isEmpty()) {
      out.append('[').append(String.join(", ", bench.dimensions().declarations())).append(']');
    }
    out.append('(').append(parameters(bench.inputs()));
    if (!bench.weights().isEmpty()) {
      out.append("; ").append(parameters(bench.weights()));
    }
    out.append(")\n    -> ");
    out.append(
        results.stream()
            .map(r -> Variable.type(r.kind().type(), r.shape()))
            .collect(Collectors.joining(", ")));
    out.append(" {\n");
    bench.scope().statements().forEach(s -> out.append("  ").append(s.text()).append('\n'));
    List<Result> returned =
        results.stream().map(r -> new Result(List.of(), Term.name(r.name()).plain())).toList();
    out.append("  ").append(new Statement.Return(returned).text()).append("\n}\n");
    return out.toString();
  }

  private static String parameters(List<KernelBench.Parameter> parameters) {
    return parameters.stream()
        .map(p -> p.variable().name() + ": " + Variable.type(p.element(), p.variable().shape()))
        .collect(Collectors.joining(", "));
  }
}
