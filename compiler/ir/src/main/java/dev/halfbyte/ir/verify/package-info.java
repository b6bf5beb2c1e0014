/// Well-formedness of whole programs; what one op demands of its operands is `Op.infer`.
@NullMarked
package dev.halfbyte.ir.verify;

import org.jspecify.annotations.NullMarked;
