package dev.halfbyte.backend.jvm;

import dev.halfbyte.backend.jvm.runtime.NpyFile;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.backend.Variant;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/// Runs a kernel jar with the Java of this process, and the Vector API where that has it; tensors
/// travel as `.npy`.
final class JarVariant implements Variant {
  /// Figures that the jar prints.
  private static final List<String> FACTS =
      List.of("leaf", "threads", "weight_bytes", "workspace_bytes", "nanoseconds");

  @Override
  public String name() {
    return "jvm";
  }

  @Override
  public Optional<String> unavailable() {
    return Files.isExecutable(java()) ? Optional.empty() : Optional.of("no java at " + java());
  }

  @Override
  public Execution run(
      SealedProgram program,
      Path artefact,
      SortedMap<String, Long> dims,
      SequencedMap<String, Tensor> inputs,
      Path scratch)
      throws IOException, InterruptedException {
    String jar = artefact.resolve(program.program().name() + ".jar").toString();
    List<String> command = new ArrayList<>(List.of(java().toString()));
    command.addAll(LeafOptions.ofThisProcess());
    command.addAll(List.of("-jar", jar));
    for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
      Path file = scratch.resolve(input.getKey() + ".npy");
      NpyFile.write(file, TensorArrays.array(input.getValue()));
      command.add(input.getKey() + "=" + file);
    }
    dims.forEach((name, value) -> command.addAll(List.of("--dim", name + "=" + value)));
    Path out = Files.createDirectories(scratch.resolve("out"));
    command.addAll(List.of("--out", out.toString()));
    String report = execute(command, scratch);
    SequencedMap<String, Tensor> outputs = new LinkedHashMap<>();
    Map<Value, TensorType> types = program.program().types();
    for (Output output : program.program().outputs()) {
      TensorType type = Objects.requireNonNull(types.get(output.value())).bind(dims);
      Path file = out.resolve(output.name() + ".npy");
      outputs.put(output.name(), TensorArrays.tensor(NpyFile.read(file), type));
    }
    return new Execution(outputs, facts(report));
  }

  private static String execute(List<String> command, Path scratch)
      throws IOException, InterruptedException {
    Path log = scratch.resolve("run.log");
    Process process =
        new ProcessBuilder(command)
            .directory(scratch.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    int status = process.waitFor();
    String report = Files.readString(log, StandardCharsets.UTF_8);
    if (status != 0) {
      String message = "`java -jar` ended with status " + status + ": " + report.strip();
      throw new DiagnosticException(Diagnostic.error(JvmCode.RUN_FAILED, message));
    }
    return report;
  }

  private static SortedMap<String, String> facts(String report) {
    SortedMap<String, String> facts = new TreeMap<>();
    facts.put("variant", "jvm");
    for (String fact : FACTS) {
      report
          .lines()
          .filter(line -> line.startsWith(fact + " "))
          .forEach(line -> facts.put(fact, line.substring(fact.length() + 1)));
    }
    return facts;
  }

  private static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }
}
