package dev.halfbyte.loop;

/// A loop counter, never negative; the name is unique in its stage.
public record LoopVariable(String name) {
  @Override
  public String toString() {
    return name;
  }
}
