/// The copying transformer that passes are written with, and local rewrite rules.
@NullMarked
package dev.halfbyte.passes.rewrite;

import org.jspecify.annotations.NullMarked;
