/// Joins the language with the compiler: from a file and its tensors to sealed programs, artefacts
/// and evidence. The Java API that the command line uses is here too.
@NullMarked
package dev.halfbyte.driver;

import org.jspecify.annotations.NullMarked;
