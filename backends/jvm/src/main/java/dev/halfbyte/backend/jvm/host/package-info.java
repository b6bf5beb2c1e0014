/// A process that runs kernels for others: its class path holds this package's [Worker] and the
/// runtime of kernel jars, and no class of the compiler.
@NullMarked
package dev.halfbyte.backend.jvm.host;

import org.jspecify.annotations.NullMarked;
