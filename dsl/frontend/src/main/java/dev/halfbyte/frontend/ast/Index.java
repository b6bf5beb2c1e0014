package dev.halfbyte.frontend.ast;

import dev.halfbyte.source.Span;

/// A loop variable of index notation; it runs from 0 to the extent that its [Definition] states,
/// exclusive.
///
/// @param id unique in the kernel, so that equality is identity
/// @param name as written, or `i0`, `i1`, ... for the axes of a whole-tensor expression
/// @param span where it is introduced
public record Index(int id, String name, Span span) {
  @Override
  public String toString() {
    return name;
  }
}
