package dev.halfbyte.backend.llvm.run;

import dev.halfbyte.backend.llvm.toolchain.ToolProcess;
import dev.halfbyte.source.CompilerBug;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A host that ends with its requests: these to a file, the process, answers from a file.
final class HostProcess {
  private HostProcess() {}

  /// @return the answer to each request
  static List<byte[]> run(List<String> command, List<byte[]> requests, Path scratch)
      throws IOException, InterruptedException {
    Path input = scratch.resolve("requests.bin");
    Path output = scratch.resolve("answers.bin");
    try (OutputStream out = Files.newOutputStream(input)) {
      for (byte[] request : requests) {
        out.write(new Words().add(request.length).toArray());
        out.write(request);
      }
    }
    require(ToolProcess.run(command, scratch, Optional.of(input), output), command);
    ByteBuffer frames = ByteBuffer.wrap(Files.readAllBytes(output)).order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> answers = new ArrayList<>();
    while (frames.hasRemaining()) {
      byte[] answer = new byte[Math.toIntExact(frames.getLong())];
      frames.get(answer);
      answers.add(answer);
    }
    return answers;
  }

  static void requireLoaded(byte[] answer) {
    ByteBuffer in = ByteBuffer.wrap(answer).order(ByteOrder.LITTLE_ENDIAN);
    if (in.getLong() != 0) {
      throw new CompilerBug(
          "a generated library does not load: " + StandardCharsets.UTF_8.decode(in));
    }
  }

  static void require(ToolProcess.Result result, List<String> command) {
    if (result.status() != 0) {
      throw new CompilerBug(
          "%s ended with status %d: %s"
              .formatted(command.getFirst(), result.status(), result.complaint()));
    }
  }
}
