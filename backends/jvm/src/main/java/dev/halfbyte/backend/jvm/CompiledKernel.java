package dev.halfbyte.backend.jvm;

import dev.halfbyte.backend.jvm.runtime.KernelSpec;

/// A kernel as class file, specification and constant image.
///
/// @param listing the loop IR that the line numbers of the class refer to
record CompiledKernel(KernelSpec spec, byte[] code, byte[] image, String listing) {}
