package dev.halfbyte.backend.llvm;

import dev.halfbyte.source.CompilerBug;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the header of a built library says that its functions do not.
final class LibraryHeader {
  private LibraryHeader() {}

  /// Bytes of the packed weights, with their head.
  ///
  /// @param artefact folder of the library
  static long weightBytes(String kernel, Path artefact) throws IOException {
    String text = Files.readString(artefact.resolve(kernel + ".h"));
    String name = kernel.toUpperCase(Locale.ROOT) + "_WEIGHT_BYTES";
    Matcher found = Pattern.compile(name + " INT64_C\\(([0-9]+)\\)").matcher(text);
    if (!found.find()) {
      throw new CompilerBug("a header without " + name);
    }
    return Long.parseLong(found.group(1));
  }
}
