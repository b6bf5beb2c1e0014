package dev.halfbyte.loop;

import dev.halfbyte.ir.Tensor;

/// The content of a constant buffer.
///
/// @param layout how it was made from the program's data, for people, e.g. `steps_s4 4x16x4 of w1`
public record ConstantData(Buffer buffer, Tensor data, String layout) {
  public ConstantData {
    long bytes = buffer.bytes().fixed();
    if (bytes != (long) data.count() * data.type().elem().bytes()) {
      throw new IllegalArgumentException("constant " + buffer + " is not " + bytes + " bytes");
    }
  }
}
