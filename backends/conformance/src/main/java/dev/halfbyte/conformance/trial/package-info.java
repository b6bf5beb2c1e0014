/// What is tried: a program with arguments, made of recorded choices.
@NullMarked
package dev.halfbyte.conformance.trial;

import org.jspecify.annotations.NullMarked;
