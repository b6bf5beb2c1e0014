@NullMarked
package dev.halfbyte.bench.model;

import org.jspecify.annotations.NullMarked;
