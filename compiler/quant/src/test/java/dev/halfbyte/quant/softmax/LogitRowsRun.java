package dev.halfbyte.quant.softmax;

import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.verify.Stage;
import dev.halfbyte.ir.verify.Verifier;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/// A softmax form as a program of its own, run by the interpreter.
final class LogitRowsRun {
  private final Program program;
  private final Encoding encoding;
  private final float scale;

  /// Rows of any length up to `longest`; the verifier has to prove all widths for that.
  LogitRowsRun(SoftmaxForm form, long longest) {
    ProgramBuilder builder =
        new ProgramBuilder("rows")
            .dim(new DimDeclaration("m", 0, 64, 1))
            .dim(new DimDeclaration("n", 0, longest, 1));
    Shape shape = new Shape(List.of(Dim.symbol("m"), Dim.symbol("n")));
    Value logits =
        builder.parameter("logits", type(shape, LogitRows.ENCODING), Parameter.Kind.INPUT);
    Value mask =
        builder.parameter("mask", new TensorType(ElemType.BOOL, shape), Parameter.Kind.INPUT);
    Probabilities result = form.build(new LogitRows(builder, logits, Optional.of(mask), longest));
    builder.output("codes", result.codes());
    result.denominators().ifPresent(d -> builder.output("denominators", d));
    program = builder.build();
    Verifier.require(program, Stage.SEALED_INTEGER, "softmax");
    encoding = ((ElemType.CodeType) builder.type(result.codes()).elem()).encoding();
    scale = result.scale();
  }

  private static TensorType type(Shape shape, Encoding encoding) {
    return new TensorType(new ElemType.CodeType(encoding), shape);
  }

  /// The probabilities of one row; absent elements are those with `present[i]` false.
  double[] row(int[] logits, boolean[] present) {
    Shape shape = Shape.of(1, logits.length);
    SortedMap<String, Tensor> inputs = new TreeMap<>();
    inputs.put("logits", Tensor.generateInts(type(shape, LogitRows.ENCODING), i -> logits[i]));
    inputs.put(
        "mask", Tensor.generateInts(new TensorType(ElemType.BOOL, shape), i -> present[i] ? 1 : 0));
    SequencedMap<String, Tensor> outputs = Interpreter.run(program, inputs);
    Tensor codes = Objects.requireNonNull(outputs.get("codes"));
    Tensor denominators = outputs.get("denominators");
    double divisor = denominators == null ? 1 / scale : denominators.longAt(0);
    double[] result = new double[logits.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = encoding.decode(codes.longAt(i)) / divisor;
    }
    return result;
  }

  /// The same in binary64.
  static double[] exact(int[] logits, boolean[] present) {
    int max = Integer.MIN_VALUE;
    for (int i = 0; i < logits.length; i++) {
      max = present[i] ? Math.max(max, logits[i]) : max;
    }
    double[] result = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      result[i] = present[i] ? Math.pow(2, (logits[i] - max) / 16.0) : 0;
      sum += result[i];
    }
    for (int i = 0; i < logits.length; i++) {
      result[i] = sum == 0 ? 0 : result[i] / sum;
    }
    return result;
  }
}
