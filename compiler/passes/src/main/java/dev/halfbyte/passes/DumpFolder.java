package dev.halfbyte.passes;

import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.text.IrPrinter;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A folder of numbered dumps.
///
/// `NN-name.ir` is the program after pass NN (`00-input.ir` before the first), `index.tsv` has one
/// line per pass, and `pool/<digest>` the raw little-endian elements of the constants that the
/// texts name by digest; types stand in the texts. Any dump can be read back with the pool.
final class DumpFolder {
  private final Path folder;

  private DumpFolder(Path folder) {
    this.folder = folder;
  }

  static DumpFolder create(Path folder) {
    DumpFolder dumps = new DumpFolder(folder);
    dumps.guarded(() -> Files.createDirectories(folder.resolve("pool")));
    return dumps;
  }

  void write(int number, String name, Program program) {
    for (Map.Entry<String, Tensor> constant : IrPrinter.pool(program).entrySet()) {
      Path file = folder.resolve("pool").resolve(constant.getKey());
      if (!Files.exists(file)) {
        replace(file, constant.getValue().bytes());
      }
    }
    String file = String.format("%02d-%s.ir", number, name);
    replace(folder.resolve(file), IrPrinter.print(program).getBytes(StandardCharsets.UTF_8));
  }

  void writeIndex(List<PassReport> reports) {
    String text =
        Stream.concat(Stream.of(PassReport.HEADER), reports.stream().map(PassReport::line))
            .collect(Collectors.joining("\n", "", "\n"));
    replace(folder.resolve("index.tsv"), text.getBytes(StandardCharsets.UTF_8));
  }

  private void replace(Path file, byte[] content) {
    guarded(() -> {
      Path partial = Files.createTempFile(folder, ".dump", ".part");
      try {
        Files.write(partial, content);
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(partial);
      }
    });
  }

  private interface FileAction {
    void run() throws IOException;
  }

  private void guarded(FileAction action) {
    try {
      action.run();
    } catch (IOException e) {
      throw new DiagnosticException(
          Diagnostic.error(PassCode.DUMP, "cannot write to dump folder " + folder + ": " + e)
              .help("name a folder that can be created and written"));
    }
  }
}
