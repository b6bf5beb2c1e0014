package dev.halfbyte.ir;

/// A reference to a parameter or to the result of a node; the number is unique in its program.
public record Value(int id) {
  @Override
  public String toString() {
    return "%" + id;
  }
}
