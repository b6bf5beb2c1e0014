package dev.halfbyte.sim.harness;

import dev.halfbyte.sim.verilator.FailureCode;
import dev.halfbyte.sim.verilator.SimulationFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// The folder of a manifest, out of which no name in it may lead: not by `..`, not by an absolute
/// path, not by a link.
///
/// @param path the folder with all links resolved
record ManifestFolder(Path path) {

  static ManifestFolder of(Path manifest) {
    try {
      Path real = manifest.toRealPath();
      return new ManifestFolder(real.resolveSibling(".").normalize());
    } catch (IOException unreadable) {
      throw failure(manifest.toString(), "cannot be read");
    }
  }

  /// The regular file of that name below the folder.
  Path file(String name) {
    try {
      Path relative = Path.of(name);
      if (relative.isAbsolute() || name.isEmpty() || name.contains("\\")) {
        throw failure(name, "is not a relative path");
      }
      Path plain = path.resolve(relative).normalize();
      if (!plain.startsWith(path)) {
        throw failure(name, "leads out of the folder of the manifest");
      }
      Path real = plain.toRealPath();
      if (!real.startsWith(path)) {
        throw failure(name, "is a link out of the folder of the manifest");
      }
      if (!Files.isRegularFile(real)) {
        throw failure(name, "is not a file");
      }
      return real;
    } catch (InvalidPathException nonsense) {
      throw failure(name, "is not a path");
    } catch (IOException unreadable) {
      throw failure(name, "does not exist beside the manifest or cannot be read");
    }
  }

  long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException unreadable) {
      throw failure(file.toString(), "cannot be read");
    }
  }

  static SimulationFailure failure(String name, String what) {
    return new SimulationFailure(
        FailureCode.MANIFEST_FILE,
        "file '" + name + "' of the manifest " + what,
        "keep all files of a build together in the folder that `halfbyte build` wrote");
  }
}
