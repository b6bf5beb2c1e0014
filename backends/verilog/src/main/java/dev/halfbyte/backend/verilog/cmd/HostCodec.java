package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.MatrixLayout;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.io.ByteArrayOutputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// The host's side of a run: tensors to the bytes of the in stream, bytes of the out stream to
/// tensors.
public final class HostCodec {
  private final CommandKernel kernel;
  private final CommandProgram program;
  private final AcceleratorConfig config;

  public HostCodec(CommandKernel kernel) {
    this.kernel = kernel;
    this.program = kernel.program();
    this.config = program.config();
  }

  /// Returns everything that one run reads from the in stream, in order; whole 64-bit beats.
  ///
  /// @param inputs an f32 tensor of the right shape for each input
  /// @throws DiagnosticException if an input is missing or of another type
  public byte[] streamIn(Map<String, Tensor> inputs) {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (StreamIn segment : program.streamIn()) {
      stream.writeBytes(
          switch (segment) {
            case StreamIn.Constant constant -> kernel.constants(program.image(constant.image()));
            case StreamIn.Input input -> rows(input, given(program.input(input.input()), inputs));
          });
    }
    return stream.toByteArray();
  }

  /// Returns the outputs that the bytes of the out stream stand for.
  ///
  /// @param stream what all STOREs of one run gave, in order
  public SequencedMap<String, Tensor> outputs(byte[] stream) {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    for (HostOutput output : program.outputs()) {
      tensors.put(output.name(), output(output, stream));
    }
    return Collections.unmodifiableSequencedMap(tensors);
  }

  private Tensor output(HostOutput output, byte[] stream) {
    float[] values = new float[output.rows() * output.cols()];
    int offset = 0;
    for (StreamOut segment : program.streamOut()) {
      HostOutput owner = program.output(segment.output());
      if (owner.equals(output)) {
        read(stream, offset, segment, output, values);
      }
      int words = MatrixLayout.streamed(config, segment.rows(), owner.cols()).words();
      offset += words * wordBytes(owner.elementBits());
    }
    return Tensor.ofFloats(shape(output.shape()), values);
  }

  private void read(
      byte[] stream, int offset, StreamOut segment, HostOutput output, float[] values) {
    MatrixLayout layout = MatrixLayout.streamed(config, segment.rows(), output.cols());
    int bits = output.elementBits();
    for (int m = 0; m < segment.rows(); m++) {
      for (int n = 0; n < output.cols(); n++) {
        int word = offset + layout.word(m, n) * wordBytes(bits);
        int raw = WordBits.get(stream, word, layout.position(m, n), bits);
        int code = WordBits.extend(raw, bits, output.signed());
        values[(segment.firstRow() + m) * output.cols() + n] = output.dequantizer().value(code);
      }
    }
  }

  private byte[] rows(StreamIn.Input segment, Tensor tensor) {
    HostInput input = program.input(segment.input());
    Memory memory = segment.elementBits() == Short.SIZE ? Memory.RES : Memory.ACT;
    MatrixLayout layout = MatrixLayout.rows(config, memory, segment.rows(), input.cols());
    int wordBytes = wordBytes(segment.elementBits());
    byte[] bytes = padding(segment, layout.words(), wordBytes);
    for (int m = 0; m < segment.rows(); m++) {
      for (int k = 0; k < input.cols(); k++) {
        float x = tensor.floatAt((segment.firstRow() + m) * input.cols() + k);
        WordBits.put(
            bytes,
            layout.word(m, k) * wordBytes,
            layout.position(m, k),
            segment.elementBits(),
            segment.quantizer().code(x));
      }
    }
    return bytes;
  }

  /// Words of nothing but zeros of the input: what pads a row may meet weights that are not zero.
  private byte[] padding(StreamIn.Input segment, int words, int wordBytes) {
    byte[] bytes = new byte[words * wordBytes];
    int zero = segment.quantizer().code(0);
    for (int word = 0; word < words; word++) {
      for (int element = 0; element < config.wordElements(); element++) {
        WordBits.put(bytes, word * wordBytes, element, segment.elementBits(), zero);
      }
    }
    return bytes;
  }

  private int wordBytes(int elementBits) {
    int beats = (config.wordElements() * elementBits + Long.SIZE - 1) / Long.SIZE;
    return beats * Long.BYTES;
  }

  private static Tensor given(HostInput input, Map<String, Tensor> inputs) {
    TensorType expected = new TensorType(ElemType.F32, shape(input.shape()));
    Tensor given = inputs.get(input.name());
    if (given == null || !given.type().equals(expected)) {
      String found = given == null ? "nothing" : given.type().toString();
      throw new DiagnosticException(
          Diagnostic.error(
                  VerilogFault.BAD_INPUT,
                  "input `" + input.name() + "` is " + expected + ", given " + found)
              .help("rebuild with the dims of the data, or give data of the built shape"));
    }
    return given;
  }

  private static Shape shape(List<Long> extents) {
    return Shape.of(extents.stream().mapToLong(Long::longValue).toArray());
  }
}
