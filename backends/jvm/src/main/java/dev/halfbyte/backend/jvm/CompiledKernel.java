package dev.halfbyte.backend.jvm;

import dev.halfbyte.backend.jvm.runtime.KernelSpec;

/// A kernel as class file, specification and constant image; nobody changes the arrays.
final class CompiledKernel {
  private final KernelSpec spec;
  private final byte[] code;
  private final byte[] image;
  private final String listing;

  CompiledKernel(KernelSpec spec, byte[] code, byte[] image, String listing) {
    this.spec = spec;
    this.code = code;
    this.image = image;
    this.listing = listing;
  }

  KernelSpec spec() {
    return spec;
  }

  byte[] code() {
    return code;
  }

  byte[] image() {
    return image;
  }

  /// The loop IR that the line numbers of the class refer to.
  String listing() {
    return listing;
  }
}
