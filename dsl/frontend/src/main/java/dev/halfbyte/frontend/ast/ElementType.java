package dev.halfbyte.frontend.ast;

import java.util.Optional;

/// The type of a tensor element: `f32`, `s2` to `s32`, `u1` to `u16`.
public sealed interface ElementType {
  /// IEEE binary32.
  ElementType F32 = new Float32();

  /// The type of integer arithmetic.
  ElementType S32 = new Whole(32, true);

  /// IEEE binary32, `f32`.
  record Float32() implements ElementType {
    @Override
    public String toString() {
      return "f32";
    }
  }

  /// Two's complement or unsigned integers.
  record Whole(int bits, boolean signed) implements ElementType {
    @Override
    public String toString() {
      return (signed ? "s" : "u") + bits;
    }
  }

  /// The type called `name`, if there is one.
  static Optional<ElementType> named(String name) {
    if (name.equals("f32")) {
      return Optional.of(F32);
    }
    boolean signed = name.startsWith("s");
    if (!signed && !name.startsWith("u") || name.length() < 2 || name.length() > 3) {
      return Optional.empty();
    }
    int bits = 0;
    for (int i = 1; i < name.length(); i++) {
      int digit = name.charAt(i) - '0';
      if (digit < 0 || digit > 9 || (i == 1 && digit == 0)) {
        return Optional.empty();
      }
      bits = 10 * bits + digit;
    }
    boolean exists = signed ? bits >= 2 && bits <= 32 : bits <= 16;
    return exists ? Optional.of(new Whole(bits, signed)) : Optional.empty();
  }
}
