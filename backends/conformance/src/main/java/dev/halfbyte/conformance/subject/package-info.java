/// What is tried out: each way in which this project can execute a sealed program.
@NullMarked
package dev.halfbyte.conformance.subject;

import org.jspecify.annotations.NullMarked;
