package dev.halfbyte.backend.verilog;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.RequantizeAdd;
import dev.halfbyte.ir.op.Reshape;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import java.util.TreeMap;

/// Sealed programs that are no plain chain of layers: each uses ops of the accelerator in a way
/// that [SampleNetwork] does not.
public final class SampleGraphs {
  private SampleGraphs() {}

  /// All programs by name; input `x` has 24 columns, a second input `z` too.
  public static SequencedMap<String, SealedProgram> all() {
    TreeMap<String, SealedProgram> all = new TreeMap<>();
    all.put("narrowResidual", narrowResidual());
    all.put("sharedCodes", sharedCodes());
    all.put("limits", limits());
    all.put("headsReduced", headsReduced());
    all.put("headsAdded", headsAdded());
    all.put("twoInputs", twoInputs());
    all.put("passThrough", passThrough());
    all.put("oneSplit", oneSplit());
    return all;
  }

  /// Inputs for a program of [#all].
  public static SequencedMap<String, Tensor> data(SealedProgram program, long rows) {
    TreeMap<String, Tensor> data = new TreeMap<>();
    for (Parameter input : program.program().parameters()) {
      data.put(input.name(), SampleNetwork.data(input.name().hashCode(), rows, 24));
    }
    return data;
  }

  /// A residual of 8-bit codes has to be copied to the residual memory; 20 columns are ragged.
  private static SealedProgram narrowResidual() {
    SampleNetwork net = new SampleNetwork("narrow", 11);
    Encoding.Affine codes = net.encoding(ElemType.U8);
    Value a = net.quantize(net.input("x", 24), codes);
    Value b =
        net.requantizeSums(net.linear(a, 20, ElemType.S4), 24, ElemType.U8, ElemType.S4, codes);
    Value sums = net.linear(b, 20, ElemType.S4);
    Value y = net.residual(sums, b, 20, ElemType.U8, ElemType.S4);
    return net.seal("y", net.dequantize(y));
  }

  /// Codes with several readers: no fusion, a standalone table, an elementwise residual add.
  private static SealedProgram sharedCodes() {
    SampleNetwork net = new SampleNetwork("shared", 12);
    Encoding.Affine codes = net.encoding(ElemType.S8);
    Value stream = net.quantize(net.input("x", 24), SampleNetwork.S16);
    Value a = net.requantize(stream, codes, 250, 2);
    Value t = net.lookup(a, net.encoding(ElemType.U4));
    Value added =
        net.builder()
            .add(
                new RequantizeAdd(
                    stream,
                    net.scalar("m1", ElemType.S32, 40000, stream),
                    a,
                    net.scalar("m2", ElemType.S32, 9_000_000, stream),
                    net.scalar("s", ElemType.U8, 16, stream),
                    SampleNetwork.S16));
    Value sums = net.linear(t, 16, ElemType.S4);
    Value b = net.requantizeSums(sums, 24, ElemType.U4, ElemType.S4, codes);
    net.builder().output("b", net.dequantize(b)).output("again", net.dequantize(b));
    return net.seal("added", net.dequantize(added));
  }

  /// Bounds and addends of sums, on both sides of each other.
  private static SealedProgram limits() {
    SampleNetwork net = new SampleNetwork("limits", 13);
    Encoding.Affine codes = net.encoding(ElemType.S8);
    Value a = net.quantize(net.input("x", 24), codes);
    Value sums = net.product(a, 12, ElemType.S4);
    Value three = net.scalar("three", ElemType.S32, 300, sums);
    Value lo = net.scalar("lo", ElemType.S32, -2000, sums);
    Value hi = net.scalar("hi", ElemType.S32, 3000, sums);
    Value v = net.builder().binary(Binary.Kind.SUB, sums, three);
    v = net.builder().binary(Binary.Kind.MAX, lo, v);
    v = net.builder().binary(Binary.Kind.MIN, v, hi);
    v = net.builder().binary(Binary.Kind.ADD, three, v);
    return net.seal("y", net.dequantize(net.requantize(v, codes, 40, 0)));
  }

  /// A weight on the left, three axes, and two reduced indices.
  private static SealedProgram headsReduced() {
    SampleNetwork net = new SampleNetwork("heads", 14);
    Encoding.Affine codes = net.encoding(ElemType.U4);
    Value x = net.input("x", 24);
    Shape heads = new Shape(List.of(Dim.symbol("n"), Dim.of(4), Dim.of(6)));
    Value a = net.quantize(net.builder().add(new Reshape(x, heads)), codes);
    TensorType type =
        new TensorType(
            new ElemType.CodeType(new Encoding.Affine(ElemType.S4, 0)), Shape.of(4, 5, 2, 6));
    Random random = new Random(4);
    Value w = net.builder().constant("w", Tensor.generateInts(type, _ -> random.nextLong(-7, 8)));
    Einsum einsum =
        new Einsum(List.of("h", "p", "q", "c"), List.of("i", "h", "c"), List.of("i", "q", "p"));
    Value sums = net.builder().add(new Contract(w, a, einsum, Order.SERIAL, ElemType.S32));
    Shape flat = new Shape(List.of(Dim.symbol("n"), Dim.of(10)));
    Value rows = net.builder().add(new Reshape(sums, flat));
    Value y = net.requantizeSums(rows, 24, ElemType.U4, ElemType.S4, SampleNetwork.S16);
    return net.seal("y", net.dequantize(y));
  }

  /// A residual of three axes, whose rows are those of the sums and not its innermost axis.
  private static SealedProgram headsAdded() {
    SampleNetwork net = new SampleNetwork("headsadded", 17);
    Encoding.Affine codes = net.encoding(ElemType.S8);
    Value a = net.quantize(net.input("x", 24), codes);
    Shape heads = new Shape(List.of(Dim.symbol("n"), Dim.of(2), Dim.of(12)));
    Value stream =
        net.quantize(net.builder().add(new Reshape(net.input("z", 24), heads)), SampleNetwork.S16);
    TensorType type =
        new TensorType(
            new ElemType.CodeType(new Encoding.Affine(ElemType.S4, 0)), Shape.of(2, 12, 24));
    Random random = new Random(5);
    Value w = net.builder().constant("w", Tensor.generateInts(type, _ -> random.nextLong(-7, 8)));
    Einsum einsum = new Einsum(List.of("i", "k"), List.of("h", "c", "k"), List.of("i", "h", "c"));
    Value sums = net.builder().add(new Contract(a, w, einsum, Order.SERIAL, ElemType.S32));
    Value y =
        net.builder()
            .add(
                new RequantizeAdd(
                    sums,
                    net.scalar("m1", ElemType.S32, 1 << 22, sums),
                    stream,
                    net.scalar("m2", ElemType.S32, 1 << 23, sums),
                    net.scalar("s", ElemType.U8, 24, sums),
                    SampleNetwork.S16));
    return net.seal("y", net.dequantize(y));
  }

  /// Two inputs, each quantized for its own path, and outputs of both memories.
  private static SealedProgram twoInputs() {
    SampleNetwork net = new SampleNetwork("pair", 15);
    Encoding.Affine codes = net.encoding(ElemType.S8);
    Value x = net.input("x", 24);
    Value stream = net.quantize(x, SampleNetwork.S16);
    Value a = net.quantize(x, codes);
    Value z = net.quantize(net.input("z", 24), net.encoding(ElemType.U8));
    Value y = net.residual(net.linear(a, 24, ElemType.S4), stream, 24, ElemType.S8, ElemType.S4);
    Value u =
        net.requantizeSums(net.linear(z, 9, ElemType.S4), 24, ElemType.U8, ElemType.S4, codes);
    net.builder().output("u", net.dequantize(u));
    return net.seal("y", net.dequantize(y));
  }

  /// Nothing but the quantizer and the dequantizer.
  private static SealedProgram passThrough() {
    SampleNetwork net = new SampleNetwork("pass", 16);
    return net.seal(
        "y", net.dequantize(net.quantize(net.input("x", 24), net.encoding(ElemType.S8))));
  }

  /// One input quantized twice: a product reads whole rows of the codes of one, nothing those of
  /// the other, of which an axis would make a row.
  private static SealedProgram oneSplit() {
    SampleNetwork net = new SampleNetwork("split", 17);
    Value x = net.input("x", 24);
    Shape heads = new Shape(List.of(Dim.symbol("n"), Dim.of(4), Dim.of(6)));
    Value split = net.builder().add(new Reshape(x, heads));
    Value all = net.quantize(split, net.encoding(ElemType.U8));
    net.builder().output("all", net.dequantize(all));
    Value a = net.quantize(x, net.encoding(ElemType.S8));
    Value sums = net.linear(a, 9, ElemType.S4);
    Value y = net.requantizeSums(sums, 24, ElemType.S8, ElemType.S4, SampleNetwork.S16);
    return net.seal("y", net.dequantize(y));
  }
}
