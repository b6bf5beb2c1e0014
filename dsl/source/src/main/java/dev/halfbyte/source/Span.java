package dev.halfbyte.source;

/// A range of characters of one source file.
///
/// Things the compiler generates carry the span of what they were generated from; where there is no
/// such text, use `Optional<Span>`.
///
/// @param source the file
/// @param start offset of the first character, in UTF-16 units
/// @param end offset after the last character; equal to `start` for a place between two characters
public record Span(SourceFile source, int start, int end) {
  /// Rejects ranges outside the file.
  public Span {
    if (start < 0 || end < start || end > source.text().length()) {
      throw new CompilerBug("span %d..%d is outside %s".formatted(start, end, source));
    }
  }

  /// The place of the first character.
  public Position startPosition() {
    return source.positionAt(start);
  }

  /// The place after the last character.
  public Position endPosition() {
    return source.positionAt(end);
  }

  /// The characters themselves.
  public String text() {
    return source.text().substring(start, end);
  }

  /// The smallest span that holds this one and `other`, which must be of the same file.
  public Span to(Span other) {
    if (!source.equals(other.source)) {
      throw new CompilerBug("cannot join spans of %s and %s".formatted(source, other.source));
    }
    return new Span(source, Math.min(start, other.start), Math.max(end, other.end));
  }

  /// `file:line:column` of the first character.
  @Override
  public String toString() {
    return source.name() + ":" + startPosition();
  }
}
