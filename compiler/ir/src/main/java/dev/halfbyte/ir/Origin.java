package dev.halfbyte.ir;

/// The place in the user's source that a node came from; lines and columns count from 1.
public record Origin(String file, int line, int column) {
  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
