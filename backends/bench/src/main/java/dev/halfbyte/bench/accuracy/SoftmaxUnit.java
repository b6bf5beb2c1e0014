package dev.halfbyte.bench.accuracy;

import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.Softmax;
import dev.halfbyte.quant.softmax.LogitRows;
import dev.halfbyte.quant.softmax.Probabilities;
import dev.halfbyte.quant.softmax.SoftmaxForm;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/// A softmax under measurement: from f32 logits to probabilities in binary64, by the interpreter.
public sealed interface SoftmaxUnit {
  /// The probabilities that the form gives for the logits of a head.
  double[] probabilities(AttentionRows rows);

  /// Mean over heads of the signal to noise of `p V`, in dB.
  default double decibels(List<AttentionRows> heads) {
    return heads.stream()
        .mapToDouble(rows -> rows.mixedDecibels(probabilities(rows)))
        .average()
        .orElseThrow();
  }

  /// A form on floats.
  record Floats(Softmax.Form form) implements SoftmaxUnit {
    @Override
    public double[] probabilities(AttentionRows rows) {
      ProgramBuilder builder = new ProgramBuilder("floats");
      Value x = builder.parameter("x", rows.logits().type(), Parameter.Kind.INPUT);
      builder.output("p", builder.add(new Softmax(x, Optional.empty(), form)));
      Tensor p = run(builder.build(), rows).firstEntry().getValue();
      double[] result = new double[p.count()];
      for (int i = 0; i < result.length; i++) {
        result[i] = p.floatAt(i);
      }
      return result;
    }
  }

  /// A form on integers, the rounding of the logits included.
  record Integers(SoftmaxForm form) implements SoftmaxUnit {
    @Override
    public double[] probabilities(AttentionRows rows) {
      ProgramBuilder builder = new ProgramBuilder("integers");
      Value x = builder.parameter("x", rows.logits().type(), Parameter.Kind.INPUT);
      Value inverse = builder.splat((float) (1 / LogitRows.UNIT), x);
      Value codes = builder.add(new Quantize(x, inverse, LogitRows.ENCODING));
      Probabilities made =
          form.build(new LogitRows(builder, codes, Optional.empty(), rows.elements()));
      builder.output("codes", made.codes());
      made.denominators().ifPresent(d -> builder.output("denominators", d));
      ElemType elem = builder.type(made.codes()).elem();
      Encoding encoding = ((ElemType.CodeType) elem).encoding();
      SequencedMap<String, Tensor> outputs = run(builder.build(), rows);
      Tensor numbers = Objects.requireNonNull(outputs.get("codes"));
      double[] result = new double[numbers.count()];
      for (int i = 0; i < result.length; i++) {
        double divisor =
            made.denominators().isPresent()
                ? Objects.requireNonNull(outputs.get("denominators")).longAt(i / rows.elements())
                : 1 / (double) made.scale();
        result[i] = encoding.decode(numbers.longAt(i)) / divisor;
      }
      return result;
    }
  }

  private static SequencedMap<String, Tensor> run(Program program, AttentionRows rows) {
    return Interpreter.run(program, new TreeMap<>(Map.of("x", rows.logits())));
  }
}
