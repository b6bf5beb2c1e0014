/// The text form of the graph IR: printer, parser and sealing.
///
/// `parse(print(p)).equals(p)` for every program, and printing what was parsed from canonical text
/// gives the same text. Grammar: compiler/docs/ir.md.
@NullMarked
package dev.halfbyte.ir.text;

import org.jspecify.annotations.NullMarked;
