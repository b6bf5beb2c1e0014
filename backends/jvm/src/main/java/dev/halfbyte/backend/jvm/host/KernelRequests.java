package dev.halfbyte.backend.jvm.host;

import dev.halfbyte.backend.jvm.runtime.Array;
import dev.halfbyte.source.CompilerBug;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// Requests to a [Worker], and its answers.
public final class KernelRequests {
  private KernelRequests() {}

  /// Load a kernel.
  ///
  /// @param code class file of `halfbyte/NAME/Code`
  /// @param spec content of `kernel.spec` in a jar
  /// @param image content of `constants.bin`
  public static byte[] load(String name, byte[] code, byte[] spec, byte[] image) {
    return write(out -> {
      out.writeByte(Worker.LOAD);
      out.writeUTF(name);
      for (byte[] part : new byte[][] {code, spec, image}) {
        out.writeInt(part.length);
        out.write(part);
      }
    });
  }

  /// Run the kernel that was loaded last, each stage in up to `slots` pieces.
  public static byte[] run(int slots, Map<String, Long> dims, Map<String, Array> inputs) {
    return write(out -> {
      out.writeByte(Worker.RUN);
      out.writeInt(slots);
      out.writeInt(dims.size());
      for (Map.Entry<String, Long> dim : dims.entrySet()) {
        out.writeUTF(dim.getKey());
        out.writeLong(dim.getValue());
      }
      out.writeInt(inputs.size());
      for (Map.Entry<String, Array> input : inputs.entrySet()) {
        out.writeUTF(input.getKey());
        ArrayStream.write(input.getValue(), out);
      }
    });
  }

  /// Requires that a kernel was loaded.
  ///
  /// @throws CompilerBug with the trace of what went wrong in the worker
  public static void loaded(byte[] answer) {
    result(answer);
  }

  /// Bytes of the outputs of a run, by name.
  ///
  /// @throws CompilerBug with the trace of what went wrong in the worker
  public static Map<String, byte[]> outputs(byte[] answer) {
    DataInputStream in = result(answer);
    Map<String, byte[]> outputs = new LinkedHashMap<>();
    try {
      for (int count = in.readInt(); count > 0; count--) {
        String name = in.readUTF();
        outputs.put(name, ArrayStream.content(ArrayStream.read(in)));
      }
    } catch (IOException e) {
      throw new CompilerBug("a worker's answer is damaged", e);
    }
    return outputs;
  }

  private static DataInputStream result(byte[] answer) {
    if (answer[0] != 0) {
      String trace = new String(answer, 1, answer.length - 1, StandardCharsets.UTF_8);
      throw new CompilerBug("a generated class failed: " + trace);
    }
    return new DataInputStream(new ByteArrayInputStream(answer, 1, answer.length - 1));
  }

  /// Writes to memory.
  private interface Part {
    void write(DataOutputStream out) throws IOException;
  }

  private static byte[] write(Part part) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      part.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
