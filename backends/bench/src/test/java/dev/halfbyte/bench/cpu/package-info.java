@NullMarked
package dev.halfbyte.bench.cpu;

import org.jspecify.annotations.NullMarked;
