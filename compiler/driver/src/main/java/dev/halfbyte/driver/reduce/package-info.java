/// Makes a file smaller while a command of the user's still finds it interesting.
@NullMarked
package dev.halfbyte.driver.reduce;

import org.jspecify.annotations.NullMarked;
