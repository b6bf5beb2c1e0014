package dev.halfbyte.source;

/// A place in a source file as people count it.
///
/// @param line line number, from 1
/// @param column number of the character (Unicode code point) within the line, from 1
public record Position(int line, int column) {
  /// Rejects places before the first character.
  public Position {
    if (line < 1 || column < 1) {
      throw new CompilerBug("position %d:%d is before 1:1".formatted(line, column));
    }
  }

  @Override
  public String toString() {
    return line + ":" + column;
  }
}
