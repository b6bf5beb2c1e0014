/// What a simulated run shows: commands on their units, why they waited, where zeros were skipped.
@NullMarked
package dev.halfbyte.cli.timeline;

import org.jspecify.annotations.NullMarked;
