package dev.halfbyte.bench.cpu;

import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.bench.Figure;
import dev.halfbyte.bench.Sections;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Supplier;

/// `./dev bench cpu [--json FILE] [--markdown] [SECTION...]`: generated code on this machine's
/// processor.
public final class CpuBench {
  private static final int MISSING = 3;

  private static final String ARM = "arm";
  private static final String AMX = "amx";

  /// What needs no processor of its kind.
  private static final Set<String> COUNTED = Set.of(ARM, AMX);

  private CpuBench() {}

  /// Measures, prints the table and writes the file; the status is that of [Sections#run], or 3 on
  /// a processor without AVX-512 VNNI where a section needs it.
  public static int run(Path root, List<String> arguments) throws IOException {
    SequencedMap<String, Supplier<List<Figure>>> sections = new LinkedHashMap<>();
    sections.put("gemm", ProductFigures::many);
    sections.put("gemv", ProductFigures::single);
    sections.put("skip", SkipFigures::measure);
    sections.put("block", () -> BlockShares.measure(root));
    sections.put("threads", () -> ThreadFigures.measure(root));
    sections.put("attention", AttentionFigures::measure);
    sections.put("softmax", SoftmaxFigures::measure);
    sections.put("jvm", JvmFigures::measure);
    sections.put("fit", () -> FitFigures.measure(root));
    sections.put(ARM, ArmFigures::measure);
    sections.put(AMX, TileFigures::measure);
    List<String> named = sections.keySet().stream().filter(arguments::contains).toList();
    boolean counted = !named.isEmpty() && COUNTED.containsAll(named);
    if (!counted && !NativeCode.runs(IsaVariant.AVX512_VNNI)) {
      System.err.println(
          "bench cpu: this processor lacks AVX-512 VNNI, which all sections but `arm` and `amx` use");
      return MISSING;
    }
    return new Sections("cpu", Processor.facts(root), sections).run(arguments);
  }
}
