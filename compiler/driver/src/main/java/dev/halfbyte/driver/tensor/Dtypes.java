package dev.halfbyte.driver.tensor;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/// Element types of the file formats and ours.
final class Dtypes {
  private static final int CANONICAL_NAN = 0x7fc00000;

  private Dtypes() {}

  static ElemType fromNumpy(String descr, String tensor, Faults faults) {
    return switch (descr) {
      case "<f4" -> ElemType.F32;
      case "|i1" -> ElemType.S8;
      case "|u1" -> ElemType.U8;
      case "<i2" -> ElemType.S16;
      case "<u2" -> new IntType(16, false);
      case "<i4" -> ElemType.S32;
      case "<i8" -> ElemType.S64;
      case "|b1" -> ElemType.BOOL;
      default -> throw unsupported(descr, tensor, faults);
    };
  }

  static ElemType fromSafetensors(String dtype, String tensor, Faults faults) {
    return switch (dtype) {
      case "F32" -> ElemType.F32;
      case "I8" -> ElemType.S8;
      case "U8" -> ElemType.U8;
      case "I16" -> ElemType.S16;
      case "U16" -> new IntType(16, false);
      case "I32" -> ElemType.S32;
      case "I64" -> ElemType.S64;
      case "BOOL" -> ElemType.BOOL;
      default -> throw unsupported(dtype, tensor, faults);
    };
  }

  private static RuntimeException unsupported(String dtype, String tensor, Faults faults) {
    return faults.fault(
        TensorFileCode.UNSUPPORTED_DTYPE,
        "%s: element type `%s`".formatted(tensor, dtype),
        "convert it, e.g. with x.astype('float32')");
  }

  static String toNumpy(ElemType elem) {
    return switch (elem) {
      case ElemType.FloatType f -> "<f4";
      case ElemType.BoolType b -> "|b1";
      case ElemType.CodeType c -> toNumpy(c.encoding().storage());
      case IntType i -> (i.bytes() == 1 ? "|" : "<") + (i.signed() ? "i" : "u") + i.bytes();
    };
  }

  static String toSafetensors(ElemType elem) {
    return switch (elem) {
      case ElemType.FloatType f -> "F32";
      case ElemType.BoolType b -> "BOOL";
      case ElemType.CodeType c -> toSafetensors(c.encoding().storage());
      case IntType i -> (i.signed() ? "I" : "U") + 8 * i.bytes();
    };
  }

  /// Bytes of an array, checked for overflow and against the limit before anything is allocated.
  static long byteCount(
      List<Long> shape, ElemType elem, String tensor, Faults faults, long maxBytes) {
    long bytes = elem.bytes();
    boolean empty = false;
    for (long extent : shape) {
      if (extent < 0) {
        throw faults.badHeader(tensor + ": negative extent");
      }
      empty |= extent == 0;
      // Also where another extent is 0: strides are products of extents.
      if (extent > 0 && bytes > Long.MAX_VALUE / extent) {
        throw faults.tooLarge(tensor, maxBytes);
      }
      bytes *= Math.max(1, extent);
    }
    if (!empty && bytes > Math.min(maxBytes, Integer.MAX_VALUE - 16)) {
      throw faults.tooLarge(tensor, maxBytes);
    }
    return empty ? 0 : bytes;
  }

  /// A tensor on file bytes: NaN made canonical, predicates made 0 or 1.
  static Tensor tensor(TensorType type, byte[] data) {
    Optional<IntType> storage = ElemType.storage(type.elem());
    if (storage.isPresent()) {
      return Tensor.ofBytes(type, data);
    }
    if (type.elem().equals(ElemType.BOOL)) {
      for (int i = 0; i < data.length; i++) {
        data[i] = (byte) (data[i] == 0 ? 0 : 1);
      }
      return Tensor.ofBytes(type, data);
    }
    ByteBuffer buffer = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < data.length; i += 4) {
      if (Float.isNaN(buffer.getFloat(i))) {
        buffer.putInt(i, CANONICAL_NAN);
      }
    }
    return Tensor.ofBytes(type, data);
  }
}
