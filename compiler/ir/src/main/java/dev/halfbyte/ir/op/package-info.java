/// The closed set of ops. One file per family; backends switch over [dev.halfbyte.ir.op.CoreOp]
/// without `default`, so a new op is named by the compiler wherever it is missing.
@NullMarked
package dev.halfbyte.ir.op;

import org.jspecify.annotations.NullMarked;
