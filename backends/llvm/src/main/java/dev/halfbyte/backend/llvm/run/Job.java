package dev.halfbyte.backend.llvm.run;

import dev.halfbyte.source.CompilerBug;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// One call of a kernel; see `host_x86_64.c` for its form as a request.
///
/// @param features the variants that may be chosen
/// @param dims values in declaration order
/// @param inputs raw arguments; outputs follow them
/// @param outputBytes size of each output
public record Job(long features, List<Long> dims, List<byte[]> inputs, List<Long> outputBytes) {
  private static final int RUN = 2;

  /// What hosts add to the statuses of a library.
  private static final int CONTROL_WORD_LOST = 99;

  private static final int GUARD_OVERWRITTEN = 98;
  private static final int INPUT_OVERWRITTEN = 97;

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
  /// @param workspaceBytes that the library asked for
  public record Result(
      String variant, long nanoseconds, long workspaceBytes, List<byte[]> outputs) {
    public Result {
      outputs = List.copyOf(outputs);
    }
  }

  /// The request that a host answers with a result.
  public byte[] request(Surroundings around) {
    Words request = new Words();
    request.add(RUN, features, around.slots(), around.fill(), around.atPageEnd() ? 1 : 0);
    request.add(dims.size(), inputs.size() + outputBytes.size());
    dims.forEach(dim -> request.add((long) dim));
    inputs.forEach(input -> request.add(0, input.length));
    outputBytes.forEach(bytes -> request.add(1, bytes));
    inputs.forEach(request::add);
    return request.toArray();
  }

  /// Reads the answer to [#request].
  ///
  /// @throws CompilerBug when the library refused the call or broke its contract
  public Result result(byte[] answer) {
    ByteBuffer in = ByteBuffer.wrap(answer).order(ByteOrder.LITTLE_ENDIAN);
    long status = in.getLong();
    long detail = in.getLong();
    if (status != 0) {
      throw new CompilerBug(complaint(Math.toIntExact(status), detail));
    }
    byte[] name = new byte[NAME_BYTES];
    in.get(name);
    long workspaceBytes = in.getLong();
    List<byte[]> outputs = new ArrayList<>();
    for (long bytes : outputBytes) {
      byte[] output = new byte[Math.toIntExact(bytes)];
      in.get(output);
      outputs.add(output);
    }
    String variant = new String(name, StandardCharsets.US_ASCII);
    String label = variant.substring(0, variant.indexOf('\0'));
    return new Result(label, detail, workspaceBytes, outputs);
  }

  private String complaint(int status, long argument) {
    int arguments = inputs.size() + outputBytes.size();
    String buffer = argument == arguments ? "the workspace" : "argument " + argument;
    return "a generated library "
        + switch (status) {
          case CONTROL_WORD_LOST -> "did not restore the float control word";
          case GUARD_OVERWRITTEN -> "wrote beside " + buffer;
          case INPUT_OVERWRITTEN -> "wrote to " + buffer + ", an input";
          default -> "returned status " + status;
        };
  }
}
