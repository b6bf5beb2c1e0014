package dev.halfbyte.bench.cpu;

import dev.halfbyte.bench.Figure;
import dev.halfbyte.bench.Sections;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Supplier;

/// `./dev bench cpu [--json FILE] [SECTION...]`: generated code on this machine's processor.
public final class CpuBench {
  private CpuBench() {}

  /// Measures, prints the table and writes the file; the status is that of [Sections#run].
  public static int run(List<String> arguments) throws IOException {
    SequencedMap<String, Supplier<List<Figure>>> sections = new LinkedHashMap<>();
    sections.put("gemm", ProductFigures::many);
    sections.put("gemv", ProductFigures::single);
    sections.put("jvm", JvmFigures::measure);
    return new Sections("cpu", Processor.facts(), sections).run(arguments);
  }
}
