@NullMarked
package dev.halfbyte.cli.rtl;

import org.jspecify.annotations.NullMarked;
