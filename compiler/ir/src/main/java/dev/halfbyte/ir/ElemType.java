package dev.halfbyte.ir;

/// Type of one tensor element.
public sealed interface ElemType {
  FloatType F32 = new FloatType();
  BoolType BOOL = new BoolType();
  IntType S8 = new IntType(8, true);
  IntType U8 = new IntType(8, false);
  IntType S4 = new IntType(4, true);
  IntType U4 = new IntType(4, false);
  IntType S16 = new IntType(16, true);
  IntType S32 = new IntType(32, true);
  IntType S64 = new IntType(64, true);

  /// Bytes of one element in memory; sub-byte integers take one byte each outside packed weights.
  int bytes();

  /// IEEE binary32.
  record FloatType() implements ElemType {
    @Override
    public int bytes() {
      return 4;
    }

    @Override
    public String toString() {
      return "f32";
    }
  }

  /// A predicate, stored as one byte 0 or 1.
  record BoolType() implements ElemType {
    @Override
    public int bytes() {
      return 1;
    }

    @Override
    public String toString() {
      return "bool";
    }
  }

  /// A two's complement or unsigned integer of 1 to 64 bits (unsigned: to 32).
  record IntType(int bits, boolean signed) implements ElemType {
    public IntType {
      if (bits < 1 || bits > (signed ? 64 : 32)) {
        throw new IllegalArgumentException("no integer type of " + bits + " bits");
      }
    }

    public long min() {
      return signed ? -1L << (bits - 1) : 0;
    }

    public long max() {
      return signed ? ~min() : (1L << bits) - 1;
    }

    public boolean contains(long value) {
      return value >= min() && value <= max();
    }

    @Override
    public int bytes() {
      return bits <= 8 ? 1 : bits <= 16 ? 2 : bits <= 32 ? 4 : 8;
    }

    @Override
    public String toString() {
      return (signed ? "s" : "u") + bits;
    }
  }

  /// Codes of an [Encoding]; see there for their meaning.
  record CodeType(Encoding encoding) implements ElemType {
    @Override
    public int bytes() {
      return encoding.storage().bytes();
    }

    @Override
    public String toString() {
      return "code<" + encoding + ">";
    }
  }

  /// The integer type that holds the element in memory; absent for floats and predicates.
  static java.util.Optional<IntType> storage(ElemType type) {
    return switch (type) {
      case IntType i -> java.util.Optional.of(i);
      case CodeType c -> java.util.Optional.of(c.encoding().storage());
      case FloatType f -> java.util.Optional.empty();
      case BoolType b -> java.util.Optional.empty();
    };
  }
}
