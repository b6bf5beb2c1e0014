package dev.halfbyte.testkit;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.RequantizeAdd;
import dev.halfbyte.ir.op.Reshape;
import java.util.ArrayList;
import java.util.List;

/// Quantized networks of the ops that an integer accelerator has units for: floats come in to
/// quantizers and leave from dequantizers, activations meet constant weights, and everything
/// between is codes.
final class NetworkProductions {
  private static final List<Integer> WIDTHS =
      List.of(2, 1, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 24, 31, 32, 33, 40);
  private static final List<Integer> ROWS = List.of(2, 1, 3, 4, 5, 7, 8, 9, 16, 17, 33);
  private static final List<Float> SCALES = List.of(1f, 0x1.3p-9f, 0.1f);

  private final Workbench bench;
  private final NetworkNumbers numbers;
  private final Dim rows;

  /// Whether all axes but the last are rows; otherwise only the first is.
  private final boolean manyRows;

  NetworkProductions(Workbench bench) {
    this.bench = bench;
    this.numbers = new NetworkNumbers(bench);
    boolean symbolic = bench.options().symbolic() && bench.choices().below(2) == 1;
    this.rows = symbolic ? Dim.symbol("n") : Dim.of(bench.choices().pick(ROWS));
    this.manyRows = bench.choices().oneIn(4);
  }

  List<Production> sources() {
    return List.of(_ -> input());
  }

  List<Production> productions() {
    return List.of(
        _ -> linear(),
        _ -> linear(),
        _ -> linear(),
        _ -> linear(),
        _ -> requantize(),
        _ -> lookup(),
        _ -> residual(),
        _ -> residual(),
        _ -> reshape(),
        _ -> quantizeAgain(),
        _ -> input());
  }

  private Choices choices() {
    return bench.choices();
  }

  private void input() {
    List<Dim> dims = new ArrayList<>(List.of(rows));
    int width = choices().pick(WIDTHS);
    if (width % 2 == 0 && choices().oneIn(6)) {
      dims.add(Dim.of(2));
      width /= 2;
    }
    dims.add(Dim.of(width));
    TensorType type = new TensorType(ElemType.F32, new Shape(dims));
    quantize(bench.parameter(type, Parameter.Kind.INPUT));
  }

  private void quantizeAgain() {
    bench.findParameter(Workbench::isFloat).ifPresent(this::quantize);
  }

  private void quantize(Value x) {
    Encoding.Affine encoding = choices().oneIn(3) ? numbers.stream() : numbers.codes();
    float fill = Math.scalb(1f, encoding.storage().bits()) / 6;
    float inverse = choices().pick(List.of(2f, fill, 1f, 4 * fill));
    Tensor scale = Tensor.ofFloats(Shape.SCALAR, inverse);
    Value scales = bench.broadcast(bench.constant(scale), bench.shape(x));
    bench.add(new Quantize(x, scales, encoding));
  }

  /// A product with weights, what follows it in the accelerator's epilogue, and maybe a table.
  private void linear() {
    bench
        .find(NetworkNumbers::isTableIndex)
        .ifPresent(codes -> {
          int rank = bench.shape(codes).rank();
          NetworkSums sums =
              NetworkSums.product(bench, numbers, numbers.feed(codes), manyRows ? rank - 1 : 1);
          Value result = sums.finish();
          if (choices().oneIn(3) && NetworkNumbers.isTableIndex(bench.type(result))) {
            numbers.lookup(result, numbers.codes());
          }
        });
  }

  private void requantize() {
    bench
        .find(NetworkNumbers::isAffine)
        .ifPresent(codes -> {
          Encoding.Affine encoding = numbers.any();
          Shape shape = bench.shape(codes);
          int bits = RequantizeProductions.magnitude(bench.decoded(codes)).bitLength();
          int least = 15 + bits - encoding.storage().bits();
          int shift = Math.clamp(least + choices().below(4), 1, 46);
          Value multiplier = numbers.scalar(ElemType.S32, numbers.multiplier(), shape);
          Value shifts = numbers.scalar(ElemType.U8, shift, shape);
          bench.add(new Requantize(codes, multiplier, shifts, encoding));
        });
  }

  private void lookup() {
    bench
        .find(NetworkNumbers::isTableIndex)
        .ifPresent(codes -> numbers.lookup(codes, numbers.codes()));
  }

  /// Adds codes of at most 8 bits to others of the same shape.
  private void residual() {
    bench
        .find(NetworkNumbers::isTableIndex)
        .ifPresent(narrow -> {
          Shape shape = bench.shape(narrow);
          Value other =
              bench
                  .find(type -> NetworkNumbers.isAffine(type) && type.shape().equals(shape))
                  .orElse(narrow);
          Encoding.Affine encoding = choices().oneIn(2) ? numbers.stream() : numbers.codes();
          boolean otherFirst = choices().oneIn(3);
          Value left = otherFirst ? other : narrow;
          Value right = otherFirst ? narrow : other;
          int bits =
              Math.max(
                  RequantizeProductions.magnitude(bench.decoded(left)).bitLength(),
                  RequantizeProductions.magnitude(bench.decoded(right)).bitLength());
          int shift =
              Math.clamp(15L + bits - encoding.storage().bits() + choices().below(4), 1, 46);
          bench.add(
              new RequantizeAdd(
                  left,
                  numbers.scalar(ElemType.S32, numbers.multiplier(), shape),
                  right,
                  numbers.scalar(ElemType.S32, numbers.multiplier(), shape),
                  numbers.scalar(ElemType.U8, shift, shape),
                  encoding));
        });
  }

  /// Columns in two axes instead of one, or the other way round.
  private void reshape() {
    bench
        .find(type -> NetworkNumbers.isAffine(type) && type.shape().rank() > 1)
        .ifPresent(codes -> {
          List<Dim> dims = bench.shape(codes).dims();
          long last = dims.getLast().fixed();
          if (dims.size() == 3) {
            Dim columns = dims.get(1).times(dims.get(2));
            bench.add(new Reshape(codes, new Shape(List.of(dims.getFirst(), columns))));
          } else {
            long group =
                choices()
                    .pick(List.of(2L, 3L, 4L, 1L).stream().filter(g -> last % g == 0).toList());
            Shape split = new Shape(List.of(dims.getFirst(), Dim.of(group), Dim.of(last / group)));
            bench.add(new Reshape(codes, split));
          }
        });
  }

  /// Dequantizes what nothing reads, and now and then what something does. A few networks end in
  /// what all rows have in common.
  void finish() {
    for (Value codes : bench.values(NetworkNumbers::isAffine)) {
      if (bench.isUnused(codes) || choices().oneIn(6)) {
        dequantize(codes);
      }
    }
    if (choices().oneIn(6)) {
      pool();
    }
  }

  private void dequantize(Value codes) {
    Tensor scale = Tensor.ofFloats(Shape.SCALAR, choices().pick(SCALES));
    Value scales = bench.broadcast(bench.constant(scale), bench.shape(codes));
    bench.add(new Dequantize(codes, scales));
  }

  /// One row of all, or of each group of rows, and maybe a product of it.
  private void pool() {
    bench
        .find(type -> NetworkNumbers.isAffine(type) && type.shape().rank() > 1)
        .ifPresent(codes -> {
          boolean groups = bench.shape(codes).rank() > 2 && choices().oneIn(3);
          Value pooled = NetworkSums.reduced(bench, numbers, codes, groups ? 1 : 0).finish();
          boolean product = NetworkNumbers.isTableIndex(bench.type(pooled)) && !groups;
          dequantize(
              product && choices().oneIn(2)
                  ? NetworkSums.product(bench, numbers, numbers.feed(pooled), 0).finish()
                  : pooled);
        });
  }
}
