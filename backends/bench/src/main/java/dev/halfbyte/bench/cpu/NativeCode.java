package dev.halfbyte.bench.cpu;

import dev.halfbyte.backend.llvm.LlvmBackend;
import dev.halfbyte.backend.llvm.run.CpuFeatures;
import dev.halfbyte.backend.llvm.run.NativeCall;
import dev.halfbyte.backend.llvm.run.NativeKernel;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.bench.Scratch;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.backend.BuildRequest;
import dev.halfbyte.ir.backend.GeneratedFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A kernel of a generated library in this process, with its inputs; a run of it is the work.
public final class NativeCode implements Work, AutoCloseable {
  private final NativeKernel kernel;
  private final NativeCall call;
  private final double work;

  /// What a kernel is called with.
  ///
  /// @param dims values in declaration order
  /// @param inputs raw, little-endian
  /// @param outputBytes sizes of the outputs
  record Data(List<Long> dims, List<byte[]> inputs, List<Long> outputBytes) {
    Data {
      dims = List.copyOf(dims);
      inputs = List.copyOf(inputs);
      outputBytes = List.copyOf(outputBytes);
    }

    /// The bytes of `values`.
    static byte[] bytes(float[] values) {
      ByteBuffer bytes =
          ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(values);
      return bytes.array();
    }
  }

  private NativeCode(NativeKernel kernel, Data data, double work) {
    this.kernel = kernel;
    this.work = work;
    long[] dims = data.dims.stream().mapToLong(Long::longValue).toArray();
    this.call = kernel.prepare(dims, data.inputs, data.outputBytes);
  }

  /// Loads `kernel` of a library.
  ///
  /// @param work units of a run
  static NativeCode load(Path library, String kernel, IsaVariant variant, Data data, double work) {
    return new NativeCode(NativeKernel.load(library, kernel, variant.featureBit()), data, work);
  }

  /// Builds and loads a program.
  static NativeCode build(SealedProgram sealed, IsaVariant variant, Data data, double work) {
    return build(sealed, variant, Map.of(), data, work);
  }

  /// The same with options of the backend.
  static NativeCode build(
      SealedProgram sealed,
      IsaVariant variant,
      Map<String, String> options,
      Data data,
      double work) {
    BuildRequest request = new BuildRequest(variant.family().targetName(), new TreeMap<>(options));
    return Scratch.folder(folder -> {
      Path library = folder.resolve("kernel.so");
      for (GeneratedFile file : new LlvmBackend().build(sealed, request).files()) {
        if (file.path().endsWith(".so")) {
          Files.write(library, file.content());
        }
      }
      return load(library, sealed.program().name(), variant, data, work);
    });
  }

  /// Whether this machine has what `variant` needs.
  public static boolean runs(IsaVariant variant) {
    return CpuFeatures.ofThisMachine().hindrance(variant).isEmpty();
  }

  /// The bytes of output `number` after the last run.
  public byte[] output(int number) {
    return call.output(number);
  }

  /// Output `number` after the last run, as floats.
  public float[] floats(int number) {
    byte[] bytes = output(number);
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  /// The same work divided among the threads of `pool`.
  Work on(ThreadPool pool) {
    return new Divided(call, pool, work);
  }

  /// Runs it once with a `parallel_for` that tells how long stages take.
  void run(StageClock clock) {
    call.run(clock.function());
  }

  @Override
  public double work() {
    return work;
  }

  @Override
  public void run() {
    call.run();
  }

  @Override
  public void close() {
    call.close();
    kernel.close();
  }

  private record Divided(NativeCall call, ThreadPool pool, double work) implements Work {
    @Override
    public void run() {
      call.run(pool.function());
    }
  }
}
