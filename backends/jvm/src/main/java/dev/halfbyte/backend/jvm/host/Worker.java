package dev.halfbyte.backend.jvm.host;

import dev.halfbyte.backend.jvm.runtime.Array;
import dev.halfbyte.backend.jvm.runtime.Kernel;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/// Answers requests from its input until that ends: frames of a 64-bit little-endian count and that
/// many bytes, one answer for each request. [KernelRequests] writes the requests.
public final class Worker {
  static final int LOAD = 1;
  static final int RUN = 2;

  private final Executor pool =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());
  private Optional<Kernel> loaded = Optional.empty();

  private Worker() {}

  /// Serves until the end of the input.
  public static void main(String[] args) throws IOException {
    Worker worker = new Worker();
    try (DataInputStream in = new DataInputStream(new FileInputStream(FileDescriptor.in));
        DataOutputStream out =
            new DataOutputStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)))) {
      byte[] head = in.readNBytes(Long.BYTES);
      while (head.length == Long.BYTES) {
        long count = Long.reverseBytes(ByteBuffer.wrap(head).getLong());
        byte[] answer = worker.answer(in.readNBytes(Math.toIntExact(count)));
        out.writeLong(Long.reverseBytes(answer.length));
        out.write(answer);
        out.flush();
        head = in.readNBytes(Long.BYTES);
      }
    }
  }

  /// A byte 0 and the result, or a byte 1 and the trace of what went wrong.
  private byte[] answer(byte[] request) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(answer);
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(request));
    try {
      out.writeByte(0);
      if (in.readByte() == LOAD) {
        loaded = Optional.of(load(in));
      } else {
        run(loaded.orElseThrow(), in, out);
      }
    } catch (RuntimeException | LinkageError | StackOverflowError fault) {
      answer.reset();
      out.writeByte(1);
      StringWriter trace = new StringWriter();
      fault.printStackTrace(new PrintWriter(trace));
      out.write(trace.toString().getBytes(StandardCharsets.UTF_8));
    }
    return answer.toByteArray();
  }

  private static Kernel load(DataInputStream in) throws IOException {
    String name = in.readUTF();
    return Kernel.load(name, new MemoryLoader(name, part(in), part(in), part(in)));
  }

  private static byte[] part(DataInputStream in) throws IOException {
    return in.readNBytes(in.readInt());
  }

  private void run(Kernel kernel, DataInputStream in, DataOutputStream out) throws IOException {
    int slots = in.readInt();
    Map<String, Long> dims = new LinkedHashMap<>();
    for (int count = in.readInt(); count > 0; count--) {
      dims.put(in.readUTF(), in.readLong());
    }
    Map<String, Array> inputs = new LinkedHashMap<>();
    Map<String, byte[]> contents = new LinkedHashMap<>();
    for (int count = in.readInt(); count > 0; count--) {
      String name = in.readUTF();
      Array input = ArrayStream.read(in);
      inputs.put(name, input);
      contents.put(name, ArrayStream.content(input));
    }
    Map<String, Array> outputs = kernel.run(inputs, dims, slots > 1 ? pool : Runnable::run, slots);
    inputs.forEach((name, input) -> {
      if (!Arrays.equals(ArrayStream.content(input), contents.get(name))) {
        throw new IllegalStateException("wrote to input " + name);
      }
    });
    out.writeInt(outputs.size());
    for (Map.Entry<String, Array> output : outputs.entrySet()) {
      out.writeUTF(output.getKey());
      ArrayStream.write(output.getValue(), out);
    }
  }
}
