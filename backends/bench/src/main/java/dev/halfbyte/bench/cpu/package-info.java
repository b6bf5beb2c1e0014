/// Speed of generated code on the processor of this machine, as shares of what its instructions and
/// memories can do at the most, measured in the same run.
@NullMarked
package dev.halfbyte.bench.cpu;

import org.jspecify.annotations.NullMarked;
