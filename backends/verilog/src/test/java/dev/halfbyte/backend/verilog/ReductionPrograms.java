package dev.halfbyte.backend.verilog;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Cast;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.op.View;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;

/// Random programs of input `x`: codes of up to four axes, a reduction, of every second element of
/// some axes, what may stand behind it, and maybe a product.
final class ReductionPrograms {
  private static final List<IntType> STORAGES =
      List.of(ElemType.S4, ElemType.U4, ElemType.S8, ElemType.U8, ElemType.S16);

  private final Random random;
  private final SampleNetwork net;

  private ReductionPrograms(Random random) {
    this.random = random;
    this.net = new SampleNetwork("reduced", random.nextLong());
  }

  static SealedProgram of(Random random) {
    return new ReductionPrograms(random).program();
  }

  private SealedProgram program() {
    int rank = 2 + random.nextInt(3);
    long[] extents = LongStream.range(0, rank).map(_ -> 1L + random.nextInt(6)).toArray();
    extents[rank - 1] = 1L + random.nextInt(20);
    TensorType type = new TensorType(ElemType.F32, Shape.of(extents));
    Value x = net.builder().parameter("x", type, Parameter.Kind.INPUT);
    Encoding.Affine codes = net.encoding(STORAGES.get(random.nextInt(STORAGES.size())));
    Value value = net.quantize(x, codes);
    if (codes.storage().bits() <= 8 && random.nextBoolean()) {
      codes = net.encoding(random.nextBoolean() ? ElemType.S8 : ElemType.U4);
      value = net.lookup(value, codes);
    }
    Value sums = adjusted(reduced(value, codes));
    Value result = net.requantize(sums, net.encoding(ElemType.S4), 3, 0);
    if (random.nextInt(3) == 0) {
      result = net.lookup(result, net.encoding(ElemType.U4));
    }
    return net.seal("y", net.dequantize(random.nextBoolean() ? product(result) : result));
  }

  /// Reduces some axes but for now and then all but the last.
  private Value reduced(Value value, Encoding.Affine codes) {
    Shape shape = net.builder().type(value).shape();
    List<Integer> axes = new ArrayList<>();
    List<Integer> gone = new ArrayList<>();
    for (int axis = 0; axis < shape.rank(); axis++) {
      boolean last = axis == shape.rank() - 1;
      (random.nextInt(last ? 20 : 2) == 0 ? gone : axes).add(axis);
    }
    Collections.shuffle(gone, random);
    int kept = axes.size();
    axes.addAll(gone);
    List<Dim> extents = new ArrayList<>();
    AffineIndex[] indices = new AffineIndex[shape.rank()];
    for (int position = 0; position < axes.size(); position++) {
      long extent = shape.dim(axes.get(position)).fixed();
      boolean halved = position >= kept && extent > 3 && random.nextInt(4) == 0;
      int first = halved ? random.nextInt(2) : 0;
      extents.add(Dim.of(halved ? (extent - first + 1) / 2 : extent));
      indices[axes.get(position)] =
          new AffineIndex(List.of(new AffineIndex.Term(position, halved ? 2 : 1)), Dim.of(first));
    }
    Value moved =
        net.builder().add(new View(value, new AccessMap(extents, List.of(indices), false)));
    List<Integer> reduced = new ArrayList<>();
    for (int position = kept; position < axes.size(); position++) {
      reduced.add(position);
    }
    Reduce.Kind kind = List.of(Reduce.Kind.values()).get(random.nextInt(3));
    return net.builder()
        .add(
            new Reduce(
                kind,
                decoded(moved, codes),
                Optional.empty(),
                reduced,
                Order.SERIAL,
                ElemType.S32));
  }

  private Value decoded(Value moved, Encoding.Affine codes) {
    IntType storage = codes.storage();
    if (storage.bits() > Byte.SIZE || random.nextInt(4) == 0) {
      return net.builder().add(new Cast(moved, ElemType.S32));
    }
    TensorType type = new TensorType(ElemType.S32, Shape.of(1L << storage.bits()));
    Tensor table = Tensor.generateInts(type, i -> codes.decode(storage.min() + i));
    return net.builder().add(new Lookup(moved, net.builder().constant("decode", table)));
  }

  private Value adjusted(Value sums) {
    Value value = sums;
    if (random.nextInt(3) == 0) {
      Value addend = net.scalar("bias", ElemType.S32, random.nextInt(40) - 20, value);
      value = net.builder().binary(Binary.Kind.SUB, value, addend);
    }
    if (random.nextInt(3) == 0) {
      Value bound = net.scalar("bound", ElemType.S32, random.nextInt(20) - 10, value);
      value = net.builder().binary(Binary.Kind.MAX, bound, value);
    }
    return value;
  }

  /// A product over the last axis.
  private Value product(Value codes) {
    Shape shape = net.builder().type(codes).shape();
    if (shape.rank() == 0) {
      return codes;
    }
    List<String> labels = new ArrayList<>();
    for (int axis = 0; axis < shape.rank(); axis++) {
      labels.add("m" + axis);
    }
    List<String> result = new ArrayList<>(labels.subList(0, labels.size() - 1));
    result.add("o");
    TensorType type =
        new TensorType(
            new ElemType.CodeType(new Encoding.Affine(ElemType.S4, 0)),
            new Shape(List.of(Dim.of(5), shape.dim(shape.rank() - 1))));
    Value w = net.builder().constant("w", Tensor.generateInts(type, i -> i % 15 - 7));
    Einsum einsum = new Einsum(labels, List.of("o", labels.getLast()), result);
    Value sums = net.builder().add(new Contract(codes, w, einsum, Order.SERIAL, ElemType.S32));
    return net.requantize(sums, SampleNetwork.S16, 2, 0);
  }
}
