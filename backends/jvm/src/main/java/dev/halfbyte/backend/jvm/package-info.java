/// The JVM backend: loop programs to class files, hidden classes and self-contained jars.
@NullMarked
package dev.halfbyte.backend.jvm;

import org.jspecify.annotations.NullMarked;
