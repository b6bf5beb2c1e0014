@NullMarked
package dev.halfbyte.cli.synthesis;

import org.jspecify.annotations.NullMarked;
