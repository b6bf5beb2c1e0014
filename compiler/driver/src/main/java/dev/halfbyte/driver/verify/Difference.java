package dev.halfbyte.driver.verify;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import java.util.Map;
import java.util.Optional;

/// The first element in which a target's result is not the interpreter's.
///
/// @param place output and index, e.g. `y[3, 17]`
/// @param madeBy the op that made the output, with its place in the source
public record Difference(String place, String expected, String actual, String madeBy) {

  /// Compares output by output; empty when every bit is equal.
  public static Optional<Difference> first(
      Program program, Map<String, Tensor> expected, Map<String, Tensor> actual) {
    for (Output output : program.outputs()) {
      Tensor want = expected.get(output.name());
      Tensor got = actual.get(output.name());
      if (want == null || got == null || !want.type().equals(got.type())) {
        return Optional.of(
            new Difference(output.name(), describe(want), describe(got), maker(program, output)));
      }
      for (int i = 0; i < want.count(); i++) {
        if (!bits(want, i).equals(bits(got, i))) {
          return Optional.of(
              new Difference(
                  output.name() + index(want, i),
                  bits(want, i),
                  bits(got, i),
                  maker(program, output)));
        }
      }
    }
    return Optional.empty();
  }

  private static String describe(@org.jspecify.annotations.Nullable Tensor tensor) {
    return tensor == null ? "nothing" : tensor.type().toString();
  }

  private static String bits(Tensor tensor, int i) {
    return tensor.type().elem().equals(ElemType.F32)
        ? Float.toHexString(tensor.floatAt(i))
        : Long.toString(tensor.longAt(i));
  }

  private static String index(Tensor tensor, int flat) {
    long[] extents = tensor.type().shape().extents();
    StringBuilder text = new StringBuilder("]");
    long rest = flat;
    for (int axis = extents.length - 1; axis >= 0; axis--) {
      text.insert(0, (axis == 0 ? "" : ", ") + rest % extents[axis]);
      rest /= extents[axis];
    }
    return text.insert(0, '[').toString();
  }

  private static String maker(Program program, Output output) {
    Node node = program.definitions().get(output.value());
    if (node == null) {
      return "a parameter of the kernel";
    }
    String op = dev.halfbyte.ir.op.OpSchema.of(node.op().getClass()).mnemonic();
    return op
        + node.path().map(path -> " `" + path + "`").orElse("")
        + node.origin().map(origin -> " at " + origin).orElse("");
  }

  @Override
  public String toString() {
    return "%s is %s, the sealed program says %s; made by %s"
        .formatted(place, actual, expected, madeBy);
  }
}
