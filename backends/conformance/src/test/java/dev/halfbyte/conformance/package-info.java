/// Tests that see everything: layers, house rules, every backend against the interpreter.
@NullMarked
package dev.halfbyte.conformance;

import org.jspecify.annotations.NullMarked;
