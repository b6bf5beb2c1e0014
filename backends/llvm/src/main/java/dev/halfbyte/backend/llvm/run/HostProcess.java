package dev.halfbyte.backend.llvm.run;

import dev.halfbyte.backend.llvm.toolchain.ToolProcess;
import dev.halfbyte.source.CompilerBug;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What all hosts share: jobs to a file, the process, results from a file.
final class HostProcess {
  private HostProcess() {}

  static List<Job.Result> run(List<String> command, List<Job> jobs, Path scratch)
      throws IOException, InterruptedException {
    Path input = scratch.resolve("jobs.bin");
    Path output = scratch.resolve("results.bin");
    try (OutputStream out = Files.newOutputStream(input)) {
      for (Job job : jobs) {
        out.write(job.encode());
      }
    }
    require(ToolProcess.run(command, scratch, Optional.of(input), output), command);
    ByteBuffer results = ByteBuffer.wrap(Files.readAllBytes(output));
    List<Job.Result> decoded = new ArrayList<>();
    for (Job job : jobs) {
      decoded.add(job.decode(results));
    }
    return decoded;
  }

  static void require(ToolProcess.Result result, List<String> command) {
    if (result.status() != 0) {
      throw new CompilerBug(
          "%s ended with status %d: %s"
              .formatted(command.getFirst(), result.status(), result.complaint()));
    }
  }
}
