package dev.halfbyte.frontend.syntax;

import dev.halfbyte.source.SourceFile;
import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.misc.Interval;

/// The text of a file as the lexer reads it: UTF-16 units, so that token offsets are offsets of the
/// file, and any text is legal.
///
/// No rule of the language tells characters outside ASCII apart, and the lexer caches its decisions
/// for ASCII only; so it sees all of them as one.
final class TextStream implements CharStream {
  private static final char FOREIGN = '\u007f';

  private final SourceFile source;
  private int position;

  TextStream(SourceFile source) {
    this.source = source;
  }

  @Override
  public void consume() {
    if (position >= size()) {
      throw new IllegalStateException("consumed past the end"); // the contract of IntStream
    }
    position++;
  }

  @Override
  public int LA(int offset) {
    int at = offset > 0 ? position + offset - 1 : position + offset;
    if (at < 0 || at >= size()) {
      return EOF;
    }
    char c = source.text().charAt(at);
    return c < FOREIGN ? c : FOREIGN;
  }

  @Override
  public int mark() {
    return -1;
  }

  @Override
  public void release(int marker) {}

  @Override
  public int index() {
    return position;
  }

  @Override
  public void seek(int index) {
    position = Math.min(index, size());
  }

  @Override
  public int size() {
    return source.text().length();
  }

  @Override
  public String getSourceName() {
    return source.name();
  }

  @Override
  public String getText(Interval interval) {
    int end = Math.min(interval.b + 1, size());
    return interval.a >= end ? "" : source.text().substring(interval.a, end);
  }
}
