package dev.halfbyte.ir.scan;

import java.util.Optional;

/// Paths of the values of one iteration: `y.attn.q` in the body of the scan `y` is `y[3].attn.q` in
/// iteration 3.
///
/// @param scan path of the scan in its program
/// @param iteration path of the iteration
record IterationNames(String scan, String iteration) {
  /// What a scan without a path is called.
  private static final String UNNAMED = "scan";

  /// Returns the names inside iteration `number` of a scan.
  ///
  /// @param enclosing the names of the iteration that the scan is part of
  static IterationNames of(Optional<String> scan, int number, Optional<IterationNames> enclosing) {
    String name = scan.orElse(UNNAMED);
    String outside = enclosing.map(names -> names.path(name)).orElse(name);
    return new IterationNames(name, outside + "[" + number + "]");
  }

  /// Returns what the value `path` of the body is called in this iteration.
  String path(String path) {
    if (path.equals(scan)) {
      return iteration;
    }
    return path.startsWith(scan + ".")
        ? iteration + path.substring(scan.length())
        : iteration + "." + path;
  }
}
