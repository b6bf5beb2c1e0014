package dev.halfbyte.driver;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.halfbyte.driver.tensor.TensorLimits;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a folder of `calibrate` was made from, so that the folder stands for the quantized kernel.
///
/// `kernel.json` beside the ranges names source, kernel, folder, numerics, weights and dims; paths
/// are relative to the folder.
public final class CalibratedKernel {
  static final String FILE = "kernel.json";
  private static final int FORMAT = 1;

  private CalibratedKernel() {}

  /// Whether a folder is of that kind.
  public static boolean isIn(Path folder) {
    return Files.isRegularFile(folder.resolve(FILE));
  }

  /// The text for the folder `target`.
  static String text(Path target, CompilationRequest request) {
    Path folder = target.toAbsolutePath().normalize();
    JsonObject json = new JsonObject();
    json.addProperty("format", FORMAT);
    json.addProperty("source", from(folder, request.file()));
    request.kernel().ifPresent(name -> json.addProperty("kernel", name));
    request.folder().ifPresent(path -> json.addProperty("folder", from(folder, path)));
    json.addProperty(
        "numerics",
        Files.isRegularFile(Path.of(request.numerics()))
            ? from(folder, Path.of(request.numerics()))
            : request.numerics());
    request.weights().ifPresent(path -> json.addProperty("weights", from(folder, path)));
    if (!request.dims().isEmpty()) {
      JsonObject dims = new JsonObject();
      new TreeMap<>(request.dims()).forEach(dims::addProperty);
      json.add("dims", dims);
    }
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(json) + "\n";
  }

  private static String from(Path folder, Path path) {
    return folder.relativize(path.toAbsolutePath().normalize()).toString();
  }

  /// The request that a folder was calibrated for, its ranges in place of samples.
  ///
  /// @throws DiagnosticException for a file that `calibrate` did not write
  public static CompilationRequest read(Path folder, TensorLimits limits) {
    Path file = folder.resolve(FILE);
    try {
      JsonObject json = JsonParser.parseString(KernelFile.read(file).text()).getAsJsonObject();
      if (json.get("format").getAsInt() != FORMAT) {
        throw new IllegalStateException("format is not " + FORMAT);
      }
      String numerics = json.get("numerics").getAsString();
      Path block = folder.resolve(numerics);
      Map<String, Long> dims = new TreeMap<>();
      if (json.has("dims")) {
        json.getAsJsonObject("dims")
            .asMap()
            .forEach((dim, value) -> dims.put(dim, value.getAsLong()));
      }
      return new CompilationRequest(
          folder.resolve(json.get("source").getAsString()).normalize(),
          word(json, "kernel"),
          word(json, "folder").map(folder::resolve).map(Path::normalize),
          Files.isRegularFile(block) ? block.normalize().toString() : numerics,
          word(json, "weights").map(folder::resolve).map(Path::normalize),
          Optional.empty(),
          Optional.of(folder),
          dims,
          limits);
    } catch (JsonParseException
        | IllegalStateException
        | UnsupportedOperationException
        | NumberFormatException
        | NullPointerException
        | ClassCastException e) {
      // Gson answers wrong shapes of a document with any of these.
      throw new DiagnosticException(
          Diagnostic.error(
                  DriverCode.CALIBRATED_FOLDER,
                  "`%s` does not tell what was calibrated".formatted(file))
              .help("calibrate anew with `-o` and this folder, or name the source file"));
    }
  }

  private static Optional<String> word(JsonObject json, String name) {
    return Optional.ofNullable(json.get(name)).map(JsonElement::getAsString);
  }
}
