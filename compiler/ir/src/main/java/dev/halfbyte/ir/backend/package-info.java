/// What a target implements and what the driver may ask of it.
@NullMarked
package dev.halfbyte.ir.backend;

import org.jspecify.annotations.NullMarked;
