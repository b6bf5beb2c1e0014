/// Data of the elementary functions, shared by the interpreter and by code generation.
@NullMarked
package dev.halfbyte.ir.math;

import org.jspecify.annotations.NullMarked;
