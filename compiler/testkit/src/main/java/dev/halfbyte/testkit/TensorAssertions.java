package dev.halfbyte.testkit;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Equality of tensors, bit by bit; a failure names the first differing element.
public final class TensorAssertions {
  private TensorAssertions() {}

  /// Fails unless both maps have the same names with the same bits.
  public static void assertBitEqual(
      Map<String, Tensor> expected, Map<String, Tensor> actual, String context) {
    if (!expected.keySet().equals(actual.keySet())) {
      throw new AssertionError(
          context + ": outputs " + expected.keySet() + ", got " + actual.keySet());
    }
    for (Map.Entry<String, Tensor> entry : expected.entrySet()) {
      Tensor got = actual.get(entry.getKey());
      if (got != null) {
        assertBitEqual(entry.getValue(), got, context + ": `" + entry.getKey() + "`");
      }
    }
  }

  /// Fails unless both have the same type and the same bits.
  public static void assertBitEqual(Tensor expected, Tensor actual, String context) {
    difference(expected, actual)
        .ifPresent(difference -> {
          throw new AssertionError(context + ": " + difference);
        });
  }

  /// The first difference in words: the types, or index and both values of an element.
  public static Optional<String> difference(Tensor expected, Tensor actual) {
    if (!expected.type().equals(actual.type())) {
      return Optional.of("type " + expected.type() + ", got " + actual.type());
    }
    int differing = 0;
    int first = -1;
    for (int i = 0; i < expected.count(); i++) {
      if (bits(expected, i) != bits(actual, i)) {
        first = first < 0 ? i : first;
        differing++;
      }
    }
    return differing == 0
        ? Optional.empty()
        : Optional.of(
            "element %s is %s, got %s; %d of %d differ"
                .formatted(
                    index(expected, first),
                    text(expected, first),
                    text(actual, first),
                    differing,
                    expected.count()));
  }

  private static boolean isFloat(Tensor tensor) {
    return tensor.type().elem().equals(ElemType.F32);
  }

  private static long bits(Tensor tensor, int i) {
    return isFloat(tensor) ? Float.floatToRawIntBits(tensor.floatAt(i)) : tensor.longAt(i);
  }

  private static String text(Tensor tensor, int i) {
    return isFloat(tensor)
        ? "%s (0x%08x)".formatted(tensor.floatAt(i), (int) bits(tensor, i))
        : Long.toString(tensor.longAt(i));
  }

  private static List<Long> index(Tensor tensor, int position) {
    long[] extents = tensor.type().shape().extents();
    List<Long> index = new ArrayList<>();
    long rest = position;
    for (int axis = extents.length - 1; axis >= 0; axis--) {
      index.addFirst(rest % extents[axis]);
      rest /= extents[axis];
    }
    return index;
  }
}
