package dev.halfbyte.bench.model;

import dev.halfbyte.bench.accuracy.AttentionRows;
import dev.halfbyte.driver.bind.Samples;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.interp.ValueObserver;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.quant.annotate.Preparation;
import dev.halfbyte.quant.annotate.Scope;
import dev.halfbyte.quant.annotate.Sites;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Logits and values of the attention heads of the trained model in floats, by the interpreter.
final class TrainedHeads {
  /// Logits `[head, query, key]` and values `[key, head, channel]`, as the kernel names them.
  private static final String LOGITS = "y.attn.z";

  private static final String VALUES = "y.attn.v";

  private final Program program;
  private final IdentityHashMap<Program, Sites> sites = new IdentityHashMap<>();

  /// @param reference the kernel in floats, weights bound
  TrainedHeads(Program reference) {
    program = Preparation.prepare(reference);
    Scope.of(program).all().forEach(scope -> sites.put(scope.run(), scope.sites()));
  }

  /// All heads of all blocks for the first pictures, picture by picture.
  List<AttentionRows> of(Map<String, Tensor> pictures, int count) {
    Samples samples = Samples.of(program, pictures);
    List<AttentionRows> heads = new ArrayList<>();
    for (int picture = 0; picture < count; picture++) {
      Seen seen = new Seen();
      Interpreter.run(program, Arguments.of(program, samples.sample(picture), Map.of()), seen);
      heads.addAll(seen.heads());
    }
    return heads;
  }

  /// What the blocks of one picture hold, one after the other.
  private final class Seen implements ValueObserver {
    private final List<Tensor> logits = new ArrayList<>();
    private final List<Tensor> values = new ArrayList<>();

    @Override
    public void observe(Program scope, Node node, Value value, Tensor tensor) {
      Sites known = sites.get(scope);
      if (known == null || !known.all().containsKey(value)) {
        return;
      }
      switch (known.name(value)) {
        case LOGITS -> logits.add(tensor);
        case VALUES -> values.add(tensor);
        default -> {
          // Another value.
        }
      }
    }

    List<AttentionRows> heads() {
      List<AttentionRows> heads = new ArrayList<>();
      for (int block = 0; block < logits.size(); block++) {
        int count = Math.toIntExact(logits.get(block).type().shape().dim(0).fixed());
        for (int head = 0; head < count; head++) {
          heads.add(head(logits.get(block), values.get(block), head));
        }
      }
      return heads;
    }
  }

  private static AttentionRows head(Tensor logits, Tensor values, int head) {
    long[] rows = logits.type().shape().extents();
    long[] mixed = values.type().shape().extents();
    int channels = Math.toIntExact(mixed[2]);
    int first = head * Math.toIntExact(rows[1] * rows[2]);
    int stride = Math.toIntExact(mixed[1]) * channels;
    return new AttentionRows(
        Tensor.generateFloats(Shape.of(rows[1], rows[2]), i -> logits.floatAt(first + i)),
        Tensor.generateFloats(
            Shape.of(mixed[0], mixed[2]),
            i -> values.floatAt(i / channels * stride + head * channels + i % channels)));
  }
}
