/// What a kernel jar carries besides the generated class, compiled for Java 21 and free of any
/// other class of halfbyte.
///
/// A program that has a kernel jar on its class path runs it like this:
///
/// ```java
/// Kernel kernel = Kernel.load("gemm");
/// Map<String, Array> outputs = kernel.run(Map.of("x", Array.of(new float[] {1, 2, 3}, 1, 3)));
/// float[] y = outputs.get("y").floats();
/// ```
@NullMarked
package dev.halfbyte.backend.jvm.runtime;

import org.jspecify.annotations.NullMarked;
