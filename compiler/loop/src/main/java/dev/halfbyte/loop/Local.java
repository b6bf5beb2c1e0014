package dev.halfbyte.loop;

/// A scalar variable; the name is unique in its stage.
public record Local(String name, RegisterType type) {
  @Override
  public String toString() {
    return name;
  }
}
