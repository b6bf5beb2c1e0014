/// Test support: generated programs with their inputs, shrinking, assertions on tensors, golden
/// files.
@NullMarked
package dev.halfbyte.testkit;

import org.jspecify.annotations.NullMarked;
