package dev.halfbyte.backend.llvm.run;

import dev.halfbyte.backend.llvm.abi.KernelSymbols;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.source.CompilerBug;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/// A generated library, loaded into this process and called directly.
///
/// One instance may be used by many threads; each [#run] has memory of its own.
public final class NativeKernel implements AutoCloseable {
  private static final int CONTEXT_BYTES = 24;
  private static final int ALIGNMENT = 64;

  private final Arena arena = Arena.ofShared();
  private final MethodHandle run;
  private final MethodHandle workspaceBytes;
  private final MemorySegment context;
  private final String variant;

  private NativeKernel(Path library, String kernel, long features) {
    KernelSymbols symbols = new KernelSymbols(kernel);
    SymbolLookup lookup = lookup(library);
    MethodHandle init =
        function(
            lookup,
            symbols.init(),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.ADDRESS));
    run =
        function(
            lookup,
            symbols.run(),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS));
    workspaceBytes =
        function(
            lookup,
            symbols.workspaceBytes(),
            FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.ADDRESS));
    context = arena.allocate(CONTEXT_BYTES, Long.BYTES);
    requireOk("init", call(init, context, features, MemorySegment.NULL));
    variant = name(lookup, symbols.variant());
  }

  /// Loads `library` and chooses a variant.
  ///
  /// @param features as `hb_features()` of the header gives them; AMX counts only where the
  ///   operating system grants its registers, which it is asked for, else the next best variant
  ///   runs
  public static NativeKernel load(Path library, String kernel, long features) {
    long tiles = IsaVariant.AMX.featureBit();
    boolean refused = (features & tiles) != 0 && !AmxPermission.isGranted();
    return new NativeKernel(library, kernel, refused ? features & ~tiles : features);
  }

  /// Name of the variant that runs, e.g. `avx2`.
  public String variant() {
    return variant;
  }

  /// Runs on raw little-endian arguments.
  ///
  /// @param dims values in declaration order
  /// @param inputs one array per input
  /// @param outputBytes sizes of the outputs, which follow the inputs in the argument list
  /// @return the outputs
  public List<byte[]> run(long[] dims, List<byte[]> inputs, List<Long> outputBytes) {
    try (NativeCall prepared = prepare(dims, inputs, outputBytes)) {
      prepared.run();
      return IntStream.range(0, outputBytes.size()).mapToObj(prepared::output).toList();
    }
  }

  /// A call that can be repeated, with memory of its own; parameters as those of [#run].
  public NativeCall prepare(long[] dims, List<byte[]> inputs, List<Long> outputBytes) {
    Arena memory = Arena.ofShared();
    MemorySegment extents = memory.allocateFrom(ValueLayout.JAVA_LONG, dims);
    long bytes = (long) call(workspaceBytes, extents);
    if (bytes < 0) {
      requireOk("workspace_bytes", (int) -bytes);
    }
    MemorySegment arguments =
        memory.allocate(ValueLayout.ADDRESS, inputs.size() + outputBytes.size());
    for (int i = 0; i < inputs.size(); i++) {
      byte[] data = inputs.get(i);
      MemorySegment input = memory.allocate(Math.max(1, data.length), ALIGNMENT);
      MemorySegment.copy(data, 0, input, ValueLayout.JAVA_BYTE, 0, data.length);
      arguments.setAtIndex(ValueLayout.ADDRESS, i, input);
    }
    List<MemorySegment> outputs =
        outputBytes.stream().map(size -> memory.allocate(Math.max(1, size), ALIGNMENT)).toList();
    for (int i = 0; i < outputs.size(); i++) {
      arguments.setAtIndex(ValueLayout.ADDRESS, inputs.size() + i, outputs.get(i));
    }
    MemorySegment workspace = memory.allocate(Math.max(ALIGNMENT, bytes), ALIGNMENT);
    return new NativeCall(memory, run, context, arguments, extents, workspace, outputs);
  }

  /// Unloads the library; no run may be under way.
  @Override
  public void close() {
    arena.close();
  }

  @SuppressWarnings("restricted") // the library is one that this compiler made
  private SymbolLookup lookup(Path library) {
    return SymbolLookup.libraryLookup(library, arena);
  }

  @SuppressWarnings("restricted") // the descriptors are those of the generated header
  private static MethodHandle function(
      SymbolLookup lookup, String name, FunctionDescriptor descriptor) {
    MemorySegment address =
        lookup.find(name).orElseThrow(() -> new CompilerBug("library without " + name));
    return Linker.nativeLinker().downcallHandle(address, descriptor);
  }

  @SuppressWarnings("restricted") // the name is a zero-terminated constant of the library
  private String name(SymbolLookup lookup, String function) {
    MethodHandle handle =
        function(lookup, function, FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS));
    MemorySegment text = (MemorySegment) call(handle, context);
    return text.reinterpret(ALIGNMENT).getString(0);
  }

  private static Object call(MethodHandle handle, Object... arguments) {
    try {
      return handle.invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw new CompilerBug("a native call failed", e);
    }
  }

  static void requireOk(String function, Object status) {
    if (!status.equals(0)) {
      throw new CompilerBug(function + " of a generated library returned " + status);
    }
  }
}
