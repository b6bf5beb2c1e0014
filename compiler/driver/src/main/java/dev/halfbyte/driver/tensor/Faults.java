package dev.halfbyte.driver.tensor;

import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;

/// Diagnostics about one tensor file, each naming it.
record Faults(String file) {
  DiagnosticException fault(TensorFileCode code, String message, String help) {
    return new DiagnosticException(Diagnostic.error(code, file + ": " + message).help(help));
  }

  DiagnosticException badHeader(String message) {
    return fault(TensorFileCode.BAD_HEADER, message, "write the file again, e.g. with numpy.save");
  }

  DiagnosticException truncated(String tensor, long expected, long found) {
    return fault(
        TensorFileCode.TRUNCATED,
        "%s: the header promises %d bytes, %d are there".formatted(tensor, expected, found),
        "the file was cut, copy it again");
  }

  DiagnosticException tooLarge(String tensor, long limit) {
    return fault(
        TensorFileCode.TOO_LARGE,
        "%s: more than the limit of %d bytes".formatted(tensor, limit),
        "split the data, or raise the limit with --max-tensor-bytes");
  }

  /// Tensor names become file names and identifiers, so separators and control characters are out.
  String checkName(String name) {
    boolean bad =
        name.isEmpty()
            || name.length() > TensorLimits.MAX_NAME_LENGTH
            || name.contains("/")
            || name.contains("\\")
            || name.contains("..")
            || name.chars().anyMatch(Character::isISOControl);
    if (bad) {
      String shown = name.length() > 40 ? name.substring(0, 40) + "..." : name;
      throw fault(
          TensorFileCode.BAD_NAME,
          "unacceptable tensor name `" + shown.replaceAll("\\p{Cntrl}", "?") + "`",
          "use letters, digits, dots, dashes and underscores");
    }
    return name;
  }
}
