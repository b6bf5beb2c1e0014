package dev.halfbyte.driver;

import dev.halfbyte.driver.output.AtomicFiles;
import dev.halfbyte.driver.tensor.TensorFiles;
import dev.halfbyte.driver.tensor.TensorLimits;
import dev.halfbyte.ir.backend.GeneratedFile;
import dev.halfbyte.quant.calibrate.CalibrationJson;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.calibrate.Roundings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/// A calibration on disk: ranges as JSON, and roundings, where there are any, as safetensors beside
/// it under the same name. A folder stands for `ranges.json` in it.
public final class CalibrationFiles {
  private static final String JSON = "ranges.json";
  private static final String TENSORS = ".safetensors";

  private CalibrationFiles() {}

  /// Replaces what was there in one step, once everything is written beside it.
  ///
  /// @param target a file, or a folder: one that exists, or a name without an ending
  /// @param request what was calibrated; a folder says so ([CalibratedKernel])
  /// @return the files that are there now
  public static List<Path> write(Path target, CalibrationResult result, CompilationRequest request)
      throws IOException {
    boolean folder = Files.isDirectory(target) || !name(target).contains(".");
    Path json = (folder ? target.resolve(JSON) : target).toAbsolutePath();
    Path tensors = tensors(json);
    List<GeneratedFile> files = new ArrayList<>();
    List<Path> written = new ArrayList<>();
    if (!result.roundings().tensors().isEmpty()) {
      files.add(file(tensors, TensorFiles.encode(name(tensors), result.roundings().tensors())));
      written.add(tensors);
    }
    String text = CalibrationJson.write(result);
    files.add(file(json, text.getBytes(StandardCharsets.UTF_8)));
    written.add(json);
    if (folder) {
      Path kernel = json.resolveSibling(CalibratedKernel.FILE);
      String made = CalibratedKernel.text(target, request);
      files.add(file(kernel, made.getBytes(StandardCharsets.UTF_8)));
      written.add(kernel);
    }
    AtomicFiles.writeAll(Objects.requireNonNull(json.getParent(), "a file has a folder"), files);
    if (result.roundings().tensors().isEmpty()) {
      Files.deleteIfExists(tensors);
    }
    return written;
  }

  private static GeneratedFile file(Path path, byte[] content) {
    return new GeneratedFile(name(path), content, false);
  }

  /// Reads both files; kernel and numerics are compared with them where they are used.
  ///
  /// @throws dev.halfbyte.source.DiagnosticException for files that are no calibration
  public static CalibrationResult read(Path given, TensorLimits limits) {
    Path json = Files.isDirectory(given) ? given.resolve(JSON) : given;
    CalibrationResult ranges = CalibrationJson.read(json.toString(), KernelFile.read(json).text());
    Path tensors = tensors(json);
    return Files.isRegularFile(tensors)
        ? ranges.with(new Roundings(new TreeMap<>(TensorFiles.read(tensors, limits))))
        : ranges;
  }

  private static Path tensors(Path json) {
    String name = name(json);
    int dot = name.lastIndexOf('.');
    return json.resolveSibling((dot < 0 ? name : name.substring(0, dot)) + TENSORS);
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
