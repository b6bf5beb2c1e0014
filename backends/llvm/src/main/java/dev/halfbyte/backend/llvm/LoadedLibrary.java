package dev.halfbyte.backend.llvm;

import dev.halfbyte.backend.llvm.run.Job;
import dev.halfbyte.backend.llvm.run.NativeCall;
import dev.halfbyte.backend.llvm.run.NativeKernel;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.backend.Tuner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/// A generated library in this process, with the inputs of one run.
final class LoadedLibrary implements Tuner.Loaded {
  private final Program program;
  private final Arguments inputs;
  private final Job job;
  private final NativeKernel kernel;
  private final NativeCall call;

  private LoadedLibrary(Program program, Arguments inputs, Job job, NativeKernel kernel) {
    this.program = program;
    this.inputs = inputs;
    this.job = job;
    this.kernel = kernel;
    long[] dims = job.dims().stream().mapToLong(Long::longValue).toArray();
    this.call = kernel.prepare(dims, job.inputs(), job.outputBytes());
  }

  /// Loads the content of `<kernel>.so`.
  static LoadedLibrary of(byte[] library, Program program, IsaVariant variant, Arguments inputs) {
    Job job = LibraryCalls.job(variant, program, inputs.dims(), inputs.tensors());
    try {
      Path file = Files.createTempFile("halfbyte-", ".so");
      try {
        Files.write(file, library);
        NativeKernel kernel = NativeKernel.load(file, program.name(), job.features());
        return new LoadedLibrary(program, inputs, job, kernel);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void run() {
    call.run();
  }

  @Override
  public SequencedMap<String, Tensor> outputs() {
    List<byte[]> bytes =
        IntStream.range(0, job.outputBytes().size()).mapToObj(call::output).toList();
    Job.Result result = new Job.Result(kernel.variant(), 0, call.workspaceBytes(), bytes);
    return LibraryCalls.outputs(program, inputs.dims(), result);
  }

  @Override
  public void close() {
    call.close();
    kernel.close();
  }
}
