package dev.halfbyte.backend.llvm.run;

import dev.halfbyte.source.CompilerBug;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;

/// A call of a kernel whose arguments, dims and workspace stay where they are, so that repeating it
/// costs nothing but the kernel.
///
/// For one thread at a time.
public final class NativeCall implements AutoCloseable {
  private final Arena memory;
  private final MethodHandle run;
  private final MemorySegment context;
  private final MemorySegment arguments;
  private final MemorySegment dims;
  private final MemorySegment workspace;
  private final List<MemorySegment> outputs;

  NativeCall(
      Arena memory,
      MethodHandle run,
      MemorySegment context,
      MemorySegment arguments,
      MemorySegment dims,
      MemorySegment workspace,
      List<MemorySegment> outputs) {
    this.memory = memory;
    this.run = run;
    this.context = context;
    this.arguments = arguments;
    this.dims = dims;
    this.workspace = workspace;
    this.outputs = List.copyOf(outputs);
  }

  /// Runs the kernel once on the calling thread.
  public void run() {
    run(MemorySegment.NULL);
  }

  /// Runs the kernel once; its stages are divided by a function of the form of `parallel_for` in
  /// the generated header, which gets no pool.
  public void run(MemorySegment parallelFor) {
    int status;
    try {
      status =
          (int)
              run.invokeExact(context, arguments, dims, workspace, parallelFor, MemorySegment.NULL);
    } catch (Throwable e) {
      throw new CompilerBug("a native call failed", e);
    }
    NativeKernel.requireOk("run", status);
  }

  /// Bytes of the workspace that the library asked for, at least its alignment.
  public long workspaceBytes() {
    return workspace.byteSize();
  }

  /// The content of output `number` after the last run.
  public byte[] output(int number) {
    return outputs.get(number).toArray(ValueLayout.JAVA_BYTE);
  }

  /// Frees the memory; no run may be under way.
  @Override
  public void close() {
    memory.close();
  }
}
