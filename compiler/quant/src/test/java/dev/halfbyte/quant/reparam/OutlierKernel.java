package dev.halfbyte.quant.reparam;

import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/// `h = x w^T` of rows with one value each that is ten times the others, anywhere.
record OutlierKernel(int rows, int width, int outputs) {
  Program program() {
    Random random = new Random(4);
    ProgramBuilder builder = new ProgramBuilder("outliers");
    TensorType type = new TensorType(ElemType.F32, Shape.of(rows, width));
    Value x = builder.parameter("x", type, Parameter.Kind.INPUT);
    Tensor data =
        Tensor.generateFloats(
            Shape.of(outputs, width), _ -> random.nextGaussian() / Math.sqrt(width));
    Value w = builder.constant("w", data);
    builder.at(Optional.of("h"), Optional.empty());
    Einsum einsum = new Einsum(List.of("n", "k"), List.of("m", "k"), List.of("n", "m"));
    Value h = builder.add(new Contract(x, w, einsum, Order.LANES16, ElemType.F32));
    return builder.output("h", h).build();
  }

  List<SortedMap<String, Tensor>> samples(int count) {
    Random random = new Random(9);
    List<SortedMap<String, Tensor>> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] large = random.ints(rows, 0, width).toArray();
      Tensor x =
          Tensor.generateFloats(
              Shape.of(rows, width),
              k ->
                  random.nextGaussian()
                      * (k % width == large[Math.toIntExact(k / width)] ? 10 : 1));
      samples.add(new TreeMap<>(Map.of("x", x)));
    }
    return samples;
  }
}
