@NullMarked
package dev.halfbyte.bench.accuracy;

import org.jspecify.annotations.NullMarked;
