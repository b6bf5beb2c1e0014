/// Loop IR: affine loops over typed buffers, the form that software backends emit mechanically.
///
/// [dev.halfbyte.loop.LoopProgram] is the root; `lower` makes it from a sealed program, `text`
/// prints it. Everything that decides a bit (order of float operations, widths, rounding) is
/// already explicit here, so an emitter has no freedom in the results.
@NullMarked
package dev.halfbyte.loop;

import org.jspecify.annotations.NullMarked;
