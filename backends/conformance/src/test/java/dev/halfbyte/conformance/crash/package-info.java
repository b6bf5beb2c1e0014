@org.jspecify.annotations.NullMarked
package dev.halfbyte.conformance.crash;
