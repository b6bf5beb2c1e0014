package dev.halfbyte.ir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TensorTest {
  @Test
  void everyWidthReadsBackWithItsSign() {
    for (ElemType.IntType type :
        List.of(
            ElemType.S4,
            ElemType.U4,
            ElemType.S8,
            ElemType.U8,
            ElemType.S16,
            new ElemType.IntType(16, false),
            new ElemType.IntType(24, true),
            ElemType.S32,
            new ElemType.IntType(32, false),
            new ElemType.IntType(40, true),
            ElemType.S64)) {
      long[] values = {type.min(), type.max(), 0, 1, type.signed() ? -1 : 2};
      Tensor tensor = Tensor.ofInts(new TensorType(type, Shape.of(5)), values);
      assertArrayEquals(values, tensor.longs(), type.toString());
      for (int i = 0; i < values.length; i++) {
        assertEquals(values[i], tensor.longAt(i));
      }
      if (type.bits() < 64) {
        TensorType scalar = new TensorType(type, Shape.SCALAR);
        assertThrows(IllegalArgumentException.class, () -> Tensor.ofInts(scalar, type.max() + 1));
        assertThrows(IllegalArgumentException.class, () -> Tensor.ofInts(scalar, type.min() - 1));
      }
    }
  }

  @Test
  void nanIsStoredInOneForm() {
    Tensor tensor = Tensor.ofFloats(Shape.of(1), Float.intBitsToFloat(0xffc12345));
    assertEquals(0x7fc00000, Float.floatToRawIntBits(tensor.floats()[0]));
  }

  @Test
  void digestsCoverTypeShapeAndElements() {
    Tensor row = Tensor.ofFloats(Shape.of(1, 2), 1, 2);
    assertEquals(row.digest(), Tensor.ofFloats(Shape.of(1, 2), 1, 2).digest());
    assertNotEquals(row.digest(), Tensor.ofFloats(Shape.of(2, 1), 1, 2).digest());
    assertNotEquals(row.digest(), Tensor.ofFloats(Shape.of(1, 2), 1, 3).digest());
    TensorType integers = new TensorType(ElemType.S32, Shape.of(1, 2));
    assertNotEquals(row.digest(), row.as(integers).digest());
  }

  @Test
  void bytesMustFitTheType() {
    TensorType type = new TensorType(ElemType.F32, Shape.of(3));
    assertThrows(IllegalArgumentException.class, () -> Tensor.ofBytes(type, new byte[11]));
    byte[] bytes = new byte[12];
    Tensor tensor = Tensor.ofBytes(type, bytes);
    bytes[0] = 1;
    assertEquals(0, tensor.bytes()[0]);
  }

  @Test
  void encodingsDecodeByTheirTable() {
    Encoding affine = new Encoding.Affine(ElemType.U4, 5);
    assertEquals(-5, affine.minDecoded());
    assertEquals(10, affine.maxDecoded());
    assertEquals(5, affine.zeroCode().orElseThrow());
    Encoding table = new Encoding.Table(new ElemType.IntType(2, false), List.of(8L, 4L, -2L, 0L));
    assertEquals(-2, table.decode(2));
    assertEquals(-2, table.minDecoded());
    assertEquals(3, table.zeroCode().orElseThrow());
    assertThrows(IllegalArgumentException.class, () -> new Encoding.Affine(ElemType.U4, 16));
    assertThrows(
        IllegalArgumentException.class, () -> new Encoding.Table(ElemType.U4, List.of(1L)));
  }

  @Test
  void extremesAndPartsOfUnsignedElements() {
    TensorType type = new TensorType(new ElemType.IntType(8, false), Shape.of(2, 3));
    Tensor tensor = Tensor.ofInts(type, 7, 200, 3, 255, 4, 5);
    assertEquals(3, tensor.least());
    assertEquals(255, tensor.greatest());
    TensorType row = new TensorType(type.elem(), Shape.of(3));
    assertEquals(Tensor.ofInts(row, 255, 4, 5), tensor.part(row, 3));
  }

  @Test
  void largeTensorsThatDifferInTheMiddleAreNotEqual() {
    TensorType type = new TensorType(ElemType.S8, Shape.of(1 << 17));
    Tensor zeros = Tensor.generateInts(type, i -> 0);
    Tensor other = Tensor.generateInts(type, i -> i == 1 << 16 ? 1 : 0);
    assertNotEquals(zeros, other);
    assertEquals(zeros, Tensor.generateInts(type, i -> 0));
    assertEquals(zeros.hashCode(), Tensor.generateInts(type, i -> 0).hashCode());
  }
}
