package dev.halfbyte.backend.verilog.emit;

import dev.halfbyte.backend.verilog.cmd.CommandProgram;
import dev.halfbyte.backend.verilog.cmd.HostInput;
import dev.halfbyte.backend.verilog.cmd.Quantizer;
import dev.halfbyte.backend.verilog.cmd.StreamIn;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// Made-up inputs of a kernel: the same in each build, over all codes of the narrowest quantizer.
final class SampleInputs {
  /// A multiplier of full period modulo two to the 32nd, whose high bits are well mixed.
  private static final int STEP = 0x9E37_79B1;

  private SampleInputs() {}

  static SequencedMap<String, Tensor> of(CommandProgram program) {
    SequencedMap<String, Tensor> inputs = new LinkedHashMap<>();
    Map<String, Quantizer> quantizers = new LinkedHashMap<>();
    program.streamIn().stream()
        .filter(StreamIn.Input.class::isInstance)
        .map(StreamIn.Input.class::cast)
        .sorted(Comparator.comparingInt(StreamIn.Input::elementBits))
        .forEach(segment -> quantizers.putIfAbsent(segment.input(), segment.quantizer()));
    for (HostInput input : program.inputs()) {
      Quantizer quantizer = quantizers.get(input.name());
      if (quantizer != null) {
        inputs.put(input.name(), tensor(input, quantizer));
      }
    }
    return inputs;
  }

  private static Tensor tensor(HostInput input, Quantizer quantizer) {
    long[] extents = input.shape().stream().mapToLong(Long::longValue).toArray();
    float[] values = new float[input.rows() * input.cols()];
    int codes = quantizer.hi() - quantizer.lo() + 1;
    float scale = 1 / Float.intBitsToFloat(quantizer.inverseScaleBits());
    for (int i = 0; i < values.length; i++) {
      int code = quantizer.lo() + Integer.remainderUnsigned((i + 1) * STEP >>> 8, codes);
      values[i] = code * scale;
    }
    return Tensor.ofFloats(Shape.of(extents), values);
  }
}
