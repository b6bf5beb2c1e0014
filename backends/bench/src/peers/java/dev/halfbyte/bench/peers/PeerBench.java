package dev.halfbyte.bench.peers;

import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.bench.Figure;
import dev.halfbyte.bench.Sections;
import dev.halfbyte.bench.cpu.NativeCode;
import dev.halfbyte.bench.cpu.Processor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Supplier;

/// `./dev bench peers [--json FILE] [SECTION...]`: generated code beside libraries of others, all
/// on one core.
public final class PeerBench {
  private static final int MISSING = 3;

  private PeerBench() {}

  /// Measures and ends the process, with the status of [Sections#run], or 3 on a processor for
  /// which there is no variant.
  public static void main(String[] args) throws IOException {
    Path root = Path.of(System.getProperty("halfbyte.root", ""));
    List<IsaVariant> variants =
        IsaVariant.of(IsaFamily.X86_64).stream().filter(NativeCode::runs).toList();
    if (variants.isEmpty()) {
      System.err.println("bench peers: this processor runs no variant of x86_64");
      System.exit(MISSING);
    }
    // The best comes last, and is what a kernel picks.
    IsaVariant variant = variants.getLast();
    SequencedMap<String, Supplier<List<Figure>>> sections = new LinkedHashMap<>();
    sections.put("gemm", () -> ProductPeers.many(variant));
    sections.put("gemv", () -> ProductPeers.single(variant));
    sections.put("attention", () -> AttentionPeers.measure(variant));
    sections.put("block", () -> BlockPeers.measure(root, variant));
    SequencedMap<String, String> facts = Processor.facts(root);
    facts.put(
        "peers", "ONNX Runtime " + OnnxSession.version() + ", oneDNN " + OneDnnProduct.version());
    if (!Processor.hasTiles()) {
      facts.put("goals", "those of `gemm` are for processors with AMX, which this one lacks");
    }
    System.exit(new Sections("peers", facts, sections).run(List.of(args)));
  }
}
