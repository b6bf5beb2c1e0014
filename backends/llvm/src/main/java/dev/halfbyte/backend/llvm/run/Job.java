package dev.halfbyte.backend.llvm.run;

import dev.halfbyte.source.CompilerBug;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// One call of a kernel as a host process reads it; see `host_x86_64.c` for the byte stream.
///
/// @param features the variants that may be chosen
/// @param dims values in declaration order
/// @param inputs raw arguments; outputs follow them
/// @param outputBytes size of each output
public record Job(long features, List<Long> dims, List<byte[]> inputs, List<Long> outputBytes) {
  /// What a host adds to the statuses of the library: float control bits were not restored.
  private static final long CONTROL_WORD_LOST = 99;

  private static final int NAME_BYTES = 16;

  public Job {
    dims = List.copyOf(dims);
    inputs = List.copyOf(inputs);
    outputBytes = List.copyOf(outputBytes);
  }

  /// What came back.
  ///
  /// @param variant name of the variant that ran
  /// @param nanoseconds of the run alone, 0 where the host has no clock
  public record Result(String variant, long nanoseconds, List<byte[]> outputs) {
    public Result {
      outputs = List.copyOf(outputs);
    }
  }

  byte[] encode() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    words(out, features, dims.size(), inputs.size() + outputBytes.size());
    dims.forEach(dim -> words(out, dim));
    inputs.forEach(input -> words(out, 0, input.length));
    outputBytes.forEach(bytes -> words(out, 1, bytes));
    inputs.forEach(out::writeBytes);
    return out.toByteArray();
  }

  private static void words(ByteArrayOutputStream out, long... words) {
    ByteBuffer buffer = ByteBuffer.allocate(8 * words.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long word : words) {
      buffer.putLong(word);
    }
    out.writeBytes(buffer.array());
  }

  /// Reads the next result from `in`.
  Result decode(ByteBuffer in) {
    in.order(ByteOrder.LITTLE_ENDIAN);
    long status = in.getLong();
    if (status != 0) {
      throw new CompilerBug(
          status == CONTROL_WORD_LOST
              ? "a generated library did not restore the float control word"
              : "a generated library returned status " + status);
    }
    long nanoseconds = in.getLong();
    byte[] name = new byte[NAME_BYTES];
    in.get(name);
    List<byte[]> outputs = new ArrayList<>();
    for (long bytes : outputBytes) {
      byte[] output = new byte[Math.toIntExact(bytes)];
      in.get(output);
      outputs.add(output);
    }
    String variant = new String(name, StandardCharsets.US_ASCII);
    return new Result(variant.substring(0, variant.indexOf('\0')), nanoseconds, outputs);
  }
}
