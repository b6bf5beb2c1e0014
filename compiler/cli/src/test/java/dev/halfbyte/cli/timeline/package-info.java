@NullMarked
package dev.halfbyte.cli.timeline;

import org.jspecify.annotations.NullMarked;
