package dev.halfbyte.frontend.syntax;

import dev.halfbyte.source.Span;

/// A name where it stands.
public record Name(String text, Span span) {
  @Override
  public String toString() {
    return text;
  }
}
