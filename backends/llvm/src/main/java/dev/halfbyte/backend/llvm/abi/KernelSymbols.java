package dev.halfbyte.backend.llvm.abi;

import java.util.List;

/// Names of the public functions of the library of `kernel`; it exports nothing else.
public record KernelSymbols(String kernel) {
  public String init() {
    return kernel + "_init";
  }

  public String run() {
    return kernel + "_run";
  }

  public String variant() {
    return kernel + "_variant";
  }

  public String workspaceBytes() {
    return kernel + "_workspace_bytes";
  }

  /// All of them, sorted.
  public List<String> all() {
    return List.of(init(), run(), variant(), workspaceBytes());
  }
}
