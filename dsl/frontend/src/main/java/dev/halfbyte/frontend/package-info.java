/// The front end of the .hb language: [Frontend] checks a file, [Formatter] lays it out.
@NullMarked
package dev.halfbyte.frontend;

import org.jspecify.annotations.NullMarked;
