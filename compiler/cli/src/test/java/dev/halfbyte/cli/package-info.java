@org.jspecify.annotations.NullMarked
package dev.halfbyte.cli;
