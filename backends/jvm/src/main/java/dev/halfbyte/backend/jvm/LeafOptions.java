package dev.halfbyte.backend.jvm;

import dev.halfbyte.backend.jvm.runtime.LeafChoice;
import java.lang.module.ModuleFinder;
import java.util.ArrayList;
import java.util.List;

/// Options of the Java launcher that decide how kernels compute matrix products.
public final class LeafOptions {
  private LeafOptions() {}

  /// The Vector API where this Java has it, and the leaf that this process was told to use.
  public static List<String> ofThisProcess() {
    List<String> options = new ArrayList<>();
    if (ModuleFinder.ofSystem().find(LeafChoice.MODULE).isPresent()) {
      options.addAll(List.of("--add-modules", LeafChoice.MODULE));
    }
    String forced = System.getProperty(LeafChoice.PROPERTY);
    if (forced != null) {
      options.add("-D" + LeafChoice.PROPERTY + "=" + forced);
    }
    return List.copyOf(options);
  }
}
