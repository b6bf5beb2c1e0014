/// The diagnostic codes of the front end.
@NullMarked
package dev.halfbyte.frontend.fault;

import org.jspecify.annotations.NullMarked;
