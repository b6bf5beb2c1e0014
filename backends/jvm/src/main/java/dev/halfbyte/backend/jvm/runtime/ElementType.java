package dev.halfbyte.backend.jvm.runtime;

import java.nio.ByteBuffer;

/// Type of array elements, with their names in `.npy` files.
public enum ElementType {
  I8("|i1", 1),
  U8("|u1", 1),
  BOOL("|b1", 1),
  I16("<i2", 2),
  U16("<u2", 2),
  I32("<i4", 4),
  U32("<u4", 4),
  I64("<i8", 8),
  F32("<f4", 4);

  private final String descriptor;
  private final int bytes;

  ElementType(String descriptor, int bytes) {
    this.descriptor = descriptor;
    this.bytes = bytes;
  }

  /// The NumPy type string.
  public String descriptor() {
    return descriptor;
  }

  public int bytes() {
    return bytes;
  }

  /// A new Java array that holds `count` elements.
  Object allocate(int count) {
    return switch (this) {
      case I8, U8, BOOL -> new byte[count];
      case I16 -> new short[count];
      case U16 -> new char[count];
      case I32, U32 -> new int[count];
      case I64 -> new long[count];
      case F32 -> new float[count];
    };
  }

  /// The next `count` elements of a little-endian buffer as an array.
  public Object read(ByteBuffer from, int count) {
    Object array = allocate(count);
    switch (this) {
      case I8, U8, BOOL -> from.get((byte[]) array);
      case I16 -> from.asShortBuffer().get((short[]) array);
      case U16 -> from.asCharBuffer().get((char[]) array);
      case I32, U32 -> from.asIntBuffer().get((int[]) array);
      case I64 -> from.asLongBuffer().get((long[]) array);
      case F32 -> from.asFloatBuffer().get((float[]) array);
    }
    return array;
  }

  /// Appends an array to a little-endian buffer.
  public void write(ByteBuffer to, Object array) {
    switch (this) {
      case I8, U8, BOOL -> to.put((byte[]) array);
      case I16 -> to.asShortBuffer().put((short[]) array);
      case U16 -> to.asCharBuffer().put((char[]) array);
      case I32, U32 -> to.asIntBuffer().put((int[]) array);
      case I64 -> to.asLongBuffer().put((long[]) array);
      case F32 -> to.asFloatBuffer().put((float[]) array);
    }
  }

  /// The first integer element outside `least .. greatest`, or -1; looks only where the type holds
  /// such numbers.
  int outside(Object array, long least, long greatest) {
    return switch (this) {
      case F32 -> -1;
      case I8 ->
          least <= Byte.MIN_VALUE && greatest >= Byte.MAX_VALUE
              ? -1
              : outside((byte[]) array, 0, least, greatest);
      case U8, BOOL ->
          least <= 0 && greatest >= 255 ? -1 : outside((byte[]) array, 255, least, greatest);
      case I16, U16, I32, U32, I64 -> wideOutside(array, least, greatest);
    };
  }

  /// @param mask 255 for unsigned bytes, 0 for signed ones
  private static int outside(byte[] array, int mask, long least, long greatest) {
    int low = (int) least;
    int span = (int) (greatest - least);
    for (int i = 0; i < array.length; i++) {
      int value = mask == 0 ? array[i] : array[i] & mask;
      if (Integer.compareUnsigned(value - low, span) > 0) {
        return i;
      }
    }
    return -1;
  }

  private int wideOutside(Object array, long least, long greatest) {
    for (int i = 0; i < length(array); i++) {
      long value = integer(array, i);
      if (value < least || value > greatest) {
        return i;
      }
    }
    return -1;
  }

  /// Integer element `i` of an array of this type; floats have none and give 0.
  long integer(Object array, int i) {
    return switch (this) {
      case I8 -> ((byte[]) array)[i];
      case U8, BOOL -> Byte.toUnsignedLong(((byte[]) array)[i]);
      case I16 -> ((short[]) array)[i];
      case U16 -> ((char[]) array)[i];
      case I32 -> ((int[]) array)[i];
      case U32 -> Integer.toUnsignedLong(((int[]) array)[i]);
      case I64 -> ((long[]) array)[i];
      case F32 -> 0;
    };
  }

  /// Number of elements of an array of this type.
  int length(Object array) {
    return switch (this) {
      case I8, U8, BOOL -> ((byte[]) array).length;
      case I16 -> ((short[]) array).length;
      case U16 -> ((char[]) array).length;
      case I32, U32 -> ((int[]) array).length;
      case I64 -> ((long[]) array).length;
      case F32 -> ((float[]) array).length;
    };
  }
}
