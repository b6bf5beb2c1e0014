/// The `halfbyte` command: one class per subcommand, thin over the driver's Java API.
@NullMarked
package dev.halfbyte.cli;

import org.jspecify.annotations.NullMarked;
