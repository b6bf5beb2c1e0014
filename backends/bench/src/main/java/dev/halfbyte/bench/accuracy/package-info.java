/// How much accuracy each form of a unit costs, on the same seeded rows.
@NullMarked
package dev.halfbyte.bench.accuracy;

import org.jspecify.annotations.NullMarked;
