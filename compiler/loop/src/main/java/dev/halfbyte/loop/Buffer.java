package dev.halfbyte.loop;

import dev.halfbyte.ir.Dim;

/// A linear array of `size` elements; the name is unique in its program.
///
/// Buffers never overlap, except that workspace buffers of disjoint lifetimes may share a slot.
public record Buffer(String name, MemoryType elem, Dim size, Space space) {
  public Dim bytes() {
    return size.times(Dim.of(elem.bytes()));
  }

  @Override
  public String toString() {
    return name;
  }
}
