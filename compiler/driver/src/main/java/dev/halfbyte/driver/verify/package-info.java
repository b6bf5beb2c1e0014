/// Evidence that an artefact computes what the sealed program says.
@NullMarked
package dev.halfbyte.driver.verify;

import org.jspecify.annotations.NullMarked;
