/// Times what users wait for: whole commands from the shell, and the simulator's speed.
@NullMarked
package dev.halfbyte.bench;

import org.jspecify.annotations.NullMarked;
