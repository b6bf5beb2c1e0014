/// Graph IR: immutable tensor programs in single static assignment, their types and values.
@NullMarked
package dev.halfbyte.ir;

import org.jspecify.annotations.NullMarked;
