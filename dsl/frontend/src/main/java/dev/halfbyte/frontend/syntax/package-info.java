/// What a file says, before names are looked up: parse tree to syntax records.
@NullMarked
package dev.halfbyte.frontend.syntax;

import org.jspecify.annotations.NullMarked;
