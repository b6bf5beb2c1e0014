@NullMarked
package dev.halfbyte.quant.policy;

import org.jspecify.annotations.NullMarked;
