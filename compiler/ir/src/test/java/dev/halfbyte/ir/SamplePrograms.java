package dev.halfbyte.ir;

import dev.halfbyte.ir.op.Append;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Cast;
import dev.halfbyte.ir.op.Clip;
import dev.halfbyte.ir.op.Compare;
import dev.halfbyte.ir.op.Concat;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.ir.op.Gelu;
import dev.halfbyte.ir.op.LayerNorm;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Mask;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.op.Relu;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.RequantizeAdd;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.RmsNorm;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.ir.op.Select;
import dev.halfbyte.ir.op.Sigmoid;
import dev.halfbyte.ir.op.Silu;
import dev.halfbyte.ir.op.Softmax;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.ir.op.View;
import java.util.List;
import java.util.Optional;

/// Hand-made programs that together hold every op.
public final class SamplePrograms {
  public static final Encoding S8 = new Encoding.Affine(ElemType.S8, 0);
  public static final Encoding U4 = new Encoding.Affine(ElemType.U4, 3);

  private SamplePrograms() {}

  /// Float ops, sugar, views with padding, masks and state over a symbolic extent.
  public static Program floats() {
    ProgramBuilder b = new ProgramBuilder("floats \"quoted\" \u00e9");
    b.dim(new DimDeclaration("n", 1, 64, 1)).dim(new DimDeclaration("t", 4, 4096, 4));
    Dim n = Dim.symbol("n");
    Dim t = Dim.symbol("t");
    Value x =
        b.parameter(
            "x",
            new TensorType(ElemType.F32, new Shape(List.of(n, Dim.of(6)))),
            Parameter.Kind.INPUT);
    Value w = b.parameter("w", new TensorType(ElemType.F32, Shape.of(5, 6)), Parameter.Kind.WEIGHT);
    Value cache =
        b.parameter(
            "cache",
            new TensorType(ElemType.F32, new Shape(List.of(t, Dim.of(5)))),
            Parameter.Kind.STATE);
    Value length =
        b.parameter("length", new TensorType(ElemType.S32, Shape.SCALAR), Parameter.Kind.INPUT);
    b.at(Optional.of("h"), Optional.of(new Origin("a.hb", 3, 7)));
    Value h = b.add(new Contract(x, w, einsum("m k, n k -> m n"), Order.LANES16, ElemType.F32));
    Value kept = b.add(new Append(cache, h, length));
    b.at(Optional.empty(), Optional.empty());
    Value g = b.add(new Relu(b.add(new Clip(b.add(new Gelu(h)), -0.0f, Float.POSITIVE_INFINITY))));
    Value mask =
        b.add(
            new Mask(
                List.of(n, Dim.of(5)),
                List.of(
                    new AffineIndex(
                        List.of(new AffineIndex.Term(0, 2), new AffineIndex.Term(1, -1)),
                        n.floorDiv(2).plus(Dim.of(-1))))));
    Value max =
        b.add(
            new Reduce(
                Reduce.Kind.MAX, g, Optional.of(mask), List.of(1), Order.SERIAL, ElemType.F32));
    Value windows =
        b.add(
            new View(
                g,
                new AccessMap(
                    List.of(n, Dim.of(5), Dim.of(3)),
                    List.of(
                        AffineIndex.of(0),
                        new AffineIndex(
                            List.of(new AffineIndex.Term(1, 1), new AffineIndex.Term(2, 1)),
                            Dim.of(-1))),
                    true)));
    Value flat = b.add(new Reshape(windows, new Shape(List.of(n, Dim.of(15)))));
    Value both = b.add(new Concat(List.of(flat, g), 1));
    Value limit = b.broadcast(max, b.type(g).shape(), List.of(0));
    Value less = b.add(new Compare(Compare.Kind.LE, g, limit));
    Value chosen = b.add(new Select(less, g, b.add(new Unary(Unary.Kind.TANH, limit))));
    b.output("y", chosen)
        .output("both", both)
        .output("cache", kept)
        .output("rows", rows(b, g, mask));
    return b.build();
  }

  /// Functions of rows.
  private static Value rows(ProgramBuilder b, Value x, Value mask) {
    Value p = b.add(new Softmax(x, Optional.of(mask), Softmax.Form.TWO_PASS));
    Value normal = b.add(new LayerNorm(b.add(new Silu(p)), x, x, 1e-6f));
    Value scaled = b.add(new RmsNorm(b.add(new Sigmoid(normal)), x, 1e-5f));
    return b.add(
        new Reduce(
            Reduce.Kind.SUM, scaled, Optional.empty(), List.of(1), Order.BLOCKS16, ElemType.F32));
  }

  /// Quantize, integer contraction, table, residual add, dequantize.
  public static Program quantized() {
    ProgramBuilder b = new ProgramBuilder("quantized");
    TensorType type = new TensorType(ElemType.F32, Shape.of(2, 3));
    Value x = b.parameter("x", type, Parameter.Kind.INPUT);
    Value q = b.add(new Quantize(x, b.splat(0.5f, x), S8));
    Value w =
        b.constant(
            "w",
            Tensor.generateInts(
                new TensorType(
                    new ElemType.CodeType(new Encoding.Affine(ElemType.S4, 0)), Shape.of(3, 3)),
                i -> i - 4));
    Value sums = b.add(new Contract(q, w, einsum("m k, n k -> m n"), Order.SERIAL, ElemType.S32));
    Value codes =
        b.add(
            new Requantize(
                sums, splat(b, ElemType.S32, 40000, sums), splat(b, ElemType.U8, 18, sums), U4));
    Value table =
        b.constant(
            "table",
            Tensor.generateInts(
                new TensorType(new ElemType.CodeType(S8), Shape.of(16)), i -> 3 * i - 20));
    Value mapped = b.add(new Lookup(codes, table));
    Value sum =
        b.add(
            new RequantizeAdd(
                mapped,
                splat(b, ElemType.S32, 32768, mapped),
                q,
                splat(b, ElemType.S32, 50000, q),
                splat(b, ElemType.U8, 16, q),
                new Encoding.Affine(ElemType.S16, 0)));
    Value wide = b.add(new Cast(splat(b, ElemType.S8, 3, x), ElemType.S32));
    Value y = b.add(new Dequantize(sum, b.splat(0.25f, sum)));
    b.output("y", y).output("wide", wide);
    return b.build();
  }

  /// A scan over blocks with a nested program of its own constants.
  public static Program scanned() {
    ProgramBuilder body = new ProgramBuilder("body");
    TensorType row = new TensorType(ElemType.F32, Shape.of(4));
    Value carried = body.parameter("h", row, Parameter.Kind.INPUT);
    Value slice = body.parameter("w", row, Parameter.Kind.INPUT);
    Value bias =
        body.constant(
            "bias", Tensor.generateFloats(Shape.of(4), i -> i == 2 ? Double.NaN : i / 3.0));
    Value next = body.binary(Binary.Kind.ADD, body.binary(Binary.Kind.MUL, carried, slice), bias);
    body.output("h", next).output("trace", slice);
    ProgramBuilder b = new ProgramBuilder("scanned");
    Value h = b.parameter("h", row, Parameter.Kind.INPUT);
    Value ws =
        b.constant("ws", Tensor.generateFloats(Shape.of(6, 4), i -> Math.scalb(i + 1.0, -3)));
    List<Value> results = b.addAll(new Scan(body.build(), List.of(h), List.of(ws), List.of()));
    b.output("h", results.get(0)).output("trace", results.get(1));
    return b.build();
  }

  private static Value splat(ProgramBuilder b, ElemType elem, long value, Value like) {
    Value scalar =
        b.constant("c" + value, Tensor.ofInts(new TensorType(elem, Shape.SCALAR), value));
    return b.broadcast(scalar, b.type(like).shape(), List.of());
  }

  public static Einsum einsum(String text) {
    String[] sides = text.split(" -> ", -1);
    String[] operands = sides[0].split(", ", -1);
    return new Einsum(
        List.of(operands[0].split(" ")),
        List.of(operands[1].split(" ")),
        List.of(sides[1].split(" ")));
  }
}
