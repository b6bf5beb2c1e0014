package dev.halfbyte.testkit;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Compare;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.ir.op.Select;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.ir.op.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Networks of equal layers: a scan over stacked weights that carries the activations, and with
/// them, in some cases, those of the layer before. In some, every layer has two products, with a
/// value from outside in between: what all iterations read outlives what each of them writes.
final class LayerProductions {
  private static final Einsum LINEAR =
      new Einsum(List.of("n", "k"), List.of("o", "k"), List.of("n", "o"));
  private static final List<Long> LENGTHS = List.of(2L, 1L, 3L, 5L, 0L);
  private static final int SHIFT = 19;

  private LayerProductions() {}

  static void layers(Workbench bench) {
    bench
        .findPlain(type -> computable(bench, type))
        .ifPresent(activations -> {
          TensorType type = bench.type(activations);
          long length = bench.choices().pick(LENGTHS);
          List<Value> scanned = new ArrayList<>();
          scanned.add(weights(bench, type, length));
          if (Workbench.isCode(type)) {
            TensorType scales =
                stacked(length, new TensorType(ElemType.S32, Shape.of(width(type))));
            int spread = 1 + bench.choices().below(1 << 15);
            scanned.add(
                bench.constant(Tensor.generateInts(scales, i -> (1 << 15) + i * 977 % spread)));
          }
          boolean twoCarried = bench.choices().oneIn(2);
          List<Value> carried =
              twoCarried ? List.of(activations, activations) : List.of(activations);
          Optional<Value> captured =
              bench.choices().oneIn(3) ? bench.findPlain(type::equals) : Optional.empty();
          bench.addAll(
              new Scan(
                  body(bench, type, scanned, twoCarried, captured.isPresent()),
                  carried,
                  scanned,
                  captured.stream().toList()));
        });
  }

  private static boolean computable(Workbench bench, TensorType type) {
    boolean narrow =
        type.elem() instanceof ElemType.CodeType(Encoding encoding)
            && encoding instanceof Encoding.Affine(var storage, var _)
            && storage.bits() <= 8;
    return type.shape().rank() == 2
        && type.shape().dim(1).isFixed()
        && width(type) <= 33
        && (narrow || (bench.options().floats() && Workbench.isFloat(type)));
  }

  private static long width(TensorType type) {
    return type.shape().dim(1).fixed();
  }

  private static Value weights(Workbench bench, TensorType type, long length) {
    ElemType elem =
        Workbench.isFloat(type)
            ? ElemType.F32
            : new ElemType.CodeType(
                new Encoding.Affine(bench.choices().oneIn(2) ? ElemType.S4 : ElemType.S8, 0));
    TensorType layer = new TensorType(elem, Shape.of(width(type), width(type)));
    return bench.operand(stacked(length, layer));
  }

  private static TensorType stacked(long length, TensorType slice) {
    List<Dim> dims = new ArrayList<>(List.of(Dim.of(length)));
    dims.addAll(slice.shape().dims());
    return new TensorType(slice.elem(), new Shape(dims));
  }

  private static Program body(
      Workbench bench, TensorType type, List<Value> scanned, boolean twoCarried, boolean captures) {
    ProgramBuilder body = new ProgramBuilder("layer");
    Value x = body.parameter("x", type, Parameter.Kind.INPUT);
    Value before = twoCarried ? body.parameter("before", type, Parameter.Kind.INPUT) : x;
    List<Value> slices = new ArrayList<>();
    for (Value value : scanned) {
      TensorType whole = bench.type(value);
      List<Dim> dims = whole.shape().dims();
      TensorType slice = new TensorType(whole.elem(), new Shape(dims.subList(1, dims.size())));
      slices.add(body.parameter("slice" + slices.size(), slice, Parameter.Kind.INPUT));
    }
    Value turned = bench.choices().oneIn(3) ? turned(body, x) : x;
    Value input = captures ? first(body, turned, slices) : turned;
    Value next =
        Workbench.isFloat(type)
            ? floatLayer(bench, body, input, before, slices)
            : codeLayer(body, input, slices);
    body.output("x", next);
    if (twoCarried) {
      body.output("before", x);
    }
    if (bench.choices().oneIn(2)) {
      body.output("trace", next);
    }
    if (bench.choices().oneIn(3)) {
      body.output("row", lastRow(bench, body, next));
    }
    return body.build();
  }

  /// What a scan inside the scan, over the rows of `x`, carries to the end.
  private static Value lastRow(Workbench bench, ProgramBuilder body, Value x) {
    TensorType type = body.type(x);
    TensorType row = new TensorType(type.elem(), Shape.of(width(type)));
    Tensor scalar = bench.data().of(new TensorType(type.elem(), Shape.SCALAR));
    Value start = body.broadcast(body.constant("start", scalar), row.shape(), List.of());
    Program rows = StructureProductions.body(bench, row, false);
    return body.addAll(new Scan(rows, List.of(start), List.of(x), List.of())).getFirst();
  }

  /// The same values by way of a vector.
  private static Value turned(ProgramBuilder body, Value x) {
    Shape shape = body.type(x).shape();
    Value vector = body.add(new Reshape(x, new Shape(List.of(shape.count()))));
    return body.add(new Reshape(vector, shape));
  }

  private static Value floatLayer(
      Workbench bench, ProgramBuilder body, Value x, Value before, List<Value> slices) {
    Order order = bench.choices().oneIn(2) ? Order.LANES16 : Order.SERIAL;
    Value sums = body.add(new Contract(x, slices.getFirst(), LINEAR, order, ElemType.F32));
    Value squashed = body.add(new Unary(Unary.Kind.TANH, sums));
    return body.binary(Binary.Kind.ADD, squashed, before);
  }

  /// The first of two products, and the captured value.
  private static Value first(ProgramBuilder body, Value x, List<Value> slices) {
    TensorType type = body.type(x);
    Value captured = body.parameter("captured", type, Parameter.Kind.INPUT);
    if (Workbench.isFloat(type)) {
      Order order = Order.SERIAL;
      Value sums = body.add(new Contract(x, slices.getFirst(), LINEAR, order, ElemType.F32));
      return body.binary(Binary.Kind.ADD, sums, captured);
    }
    Value codes = codeLayer(body, x, slices);
    Value larger = body.add(new Compare(Compare.Kind.GT, codes, captured));
    return body.add(new Select(larger, codes, captured));
  }

  private static Value codeLayer(ProgramBuilder body, Value x, List<Value> slices) {
    TensorType type = body.type(x);
    Value sums = body.add(new Contract(x, slices.getFirst(), LINEAR, Order.SERIAL, ElemType.S32));
    AccessMap columns = AccessMap.broadcast(type.shape(), List.of(1));
    Value multipliers = body.add(new View(slices.getLast(), columns));
    Tensor shift = Tensor.ofInts(new TensorType(ElemType.U8, Shape.SCALAR), SHIFT);
    Value shifts = body.broadcast(body.constant("shift", shift), type.shape(), List.of());
    Encoding encoding = ((ElemType.CodeType) type.elem()).encoding();
    return body.add(new Requantize(sums, multipliers, shifts, encoding));
  }
}
