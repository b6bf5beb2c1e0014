/// Where codes begin and end: roles of values, chosen encodings, and quantize/dequantize pairs.
@NullMarked
package dev.halfbyte.quant.annotate;

import org.jspecify.annotations.NullMarked;
