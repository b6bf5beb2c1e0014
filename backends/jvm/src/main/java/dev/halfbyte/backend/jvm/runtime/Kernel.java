package dev.halfbyte.backend.jvm.runtime;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/// A compiled kernel, ready to run; safe for use by many threads at once.
public final class Kernel {
  /// Stands in the table of constants where a run puts an array of its own.
  private static final Object NOT_CONSTANT = new Object();

  private final KernelSpec spec;
  private final KernelCode code;
  private final Object[] constants;
  private final LeafChoice leaf;
  private final long weightBytes;

  private Kernel(KernelSpec spec, KernelCode code, byte[] image) {
    this.spec = spec;
    this.code = code;
    this.leaf = LeafChoice.current();
    this.weightBytes = image.length;
    ConstantImage data = new ConstantImage(image, leaf);
    this.constants = new Object[spec.memory().size()];
    for (int i = 0; i < constants.length; i++) {
      KernelSpec.Memory memory = spec.memory().get(i);
      boolean constant =
          switch (memory.source()) {
            case CONSTANT, WEIGHTS_S8, WEIGHTS_S4, WEIGHTS_S2, WEIGHTS_F32 -> true;
            case ARGUMENT, WORKSPACE -> false;
          };
      constants[i] = constant ? data.array(memory) : NOT_CONSTANT;
    }
  }

  /// A kernel whose jar is on the class path of this class.
  ///
  /// @throws KernelError when there is none of that name
  public static Kernel load(String name) {
    return load(name, Kernel.class.getClassLoader());
  }

  /// A kernel whose jar `loader` sees.
  public static Kernel load(String name, ClassLoader loader) {
    String folder = "halfbyte/" + name + "/";
    try (InputStream spec = open(loader, folder + "kernel.spec");
        InputStream image = open(loader, folder + "constants.bin")) {
      Class<?> code = Class.forName("halfbyte." + name + ".Code", true, loader);
      return new Kernel(
          SpecFile.read(new DataInputStream(spec)),
          (KernelCode) code.getConstructor().newInstance(),
          image.readAllBytes());
    } catch (IOException | ReflectiveOperationException e) {
      throw new IllegalStateException("damaged kernel jar: " + name, e);
    }
  }

  private static InputStream open(ClassLoader loader, String path) {
    InputStream stream = loader.getResourceAsStream(path);
    if (stream == null) {
      throw new KernelError(KernelFault.USAGE, "no kernel on the class path: " + path);
    }
    return stream;
  }

  /// A kernel from its parts, for compilers in the same process; the class is made hidden.
  ///
  /// @param code a class file in the package of this class
  public static Kernel define(KernelSpec spec, byte[] code, byte[] image) {
    try {
      MethodHandles.Lookup hidden = MethodHandles.lookup().defineHiddenClass(code, true);
      Object instance = hidden.lookupClass().getConstructor().newInstance();
      return new Kernel(spec, (KernelCode) instance, image);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("generated class without its constructor", e);
    }
  }

  public KernelSpec spec() {
    return spec;
  }

  /// How matrix products are computed in this process, e.g. `vector, 512 bits` or `scalar`.
  public String leaf() {
    return leaf.describe();
  }

  /// Bytes of packed weights and other constants in the jar.
  public long weightBytes() {
    return weightBytes;
  }

  /// Bytes of the arrays that a run allocates beside its outputs.
  ///
  /// @param dims values of dims that do not follow from the inputs
  public long workspaceBytes(Map<String, Array> inputs, Map<String, Long> dims) {
    long[] values = new DimSolver(spec).solve(inputs, dims);
    return spec.slots().stream()
        .mapToLong(slot -> slot.type().bytes() * code.extent(slot.size(), values))
        .sum();
  }

  /// Runs on the calling thread; dims follow from the shapes of the inputs.
  ///
  /// @return the outputs by name, in the order of the kernel
  /// @throws KernelError when an input is missing or has another type or shape than declared
  public Map<String, Array> run(Map<String, Array> inputs) {
    return run(inputs, Map.of(), Runnable::run, 1);
  }

  /// Runs each stage in up to `slots` pieces on `executor`; the result does not depend on either.
  ///
  /// @param dims values of dims that do not follow from the inputs
  public Map<String, Array> run(
      Map<String, Array> inputs, Map<String, Long> dims, Executor executor, int slots) {
    long[] values = new DimSolver(spec).solve(inputs, dims);
    Map<String, Array> outputs = new LinkedHashMap<>();
    List<Object> arguments = new ArrayList<>();
    for (KernelSpec.Argument argument : spec.arguments()) {
      long[] shape = shape(argument, values);
      if (argument.input()) {
        arguments.add(input(inputs, argument, shape).data());
      } else {
        Object data = argument.type().allocate(size(Array.count(shape)));
        outputs.put(argument.name(), Array.of(argument.type(), data, shape));
        arguments.add(data);
      }
    }
    Object[] memory = memory(arguments, values);
    new StepRunner(spec, code, memory, values, executor, slots).run();
    return outputs;
  }

  private Object[] memory(List<Object> arguments, long[] dims) {
    Object[] slots = new Object[spec.slots().size()];
    for (int i = 0; i < slots.length; i++) {
      KernelSpec.Slot slot = spec.slots().get(i);
      slots[i] = slot.type().allocate(size(code.extent(slot.size(), dims)));
    }
    Object[] memory = constants.clone();
    for (int i = 0; i < memory.length; i++) {
      KernelSpec.Memory entry = spec.memory().get(i);
      switch (entry.source()) {
        case ARGUMENT -> memory[i] = arguments.get(entry.position());
        case WORKSPACE -> memory[i] = slots[entry.position()];
        case CONSTANT, WEIGHTS_S8, WEIGHTS_S4, WEIGHTS_S2, WEIGHTS_F32 -> {
          // Made when the kernel was loaded, shared by all runs.
        }
      }
    }
    return memory;
  }

  private long[] shape(KernelSpec.Argument argument, long[] dims) {
    return argument.shape().stream().mapToLong(number -> code.extent(number, dims)).toArray();
  }

  private static Array input(
      Map<String, Array> inputs, KernelSpec.Argument argument, long[] shape) {
    Array given = inputs.get(argument.name());
    if (given == null) {
      throw new KernelError(KernelFault.INPUT, "input `" + argument.name() + "` is not given");
    }
    if (given.type() != argument.type() || !Arrays.equals(given.shape(), shape)) {
      throw new KernelError(
          KernelFault.INPUT,
          "input `%s` is %s, expected %s %s (declared %s)"
              .formatted(
                  argument.name(),
                  given,
                  argument.type().descriptor(),
                  Array.text(shape),
                  argument.declared()));
    }
    checkRange(given, argument);
    return given;
  }

  private static void checkRange(Array given, KernelSpec.Argument argument) {
    int i = given.type().outside(given.data(), argument.least(), argument.greatest());
    if (i >= 0) {
      long value = given.type().integer(given.data(), i);
      throw new KernelError(
          KernelFault.INPUT,
          "input `%s` holds %d at element %d, outside %d..%d (declared %s)"
              .formatted(
                  argument.name(),
                  value,
                  i,
                  argument.least(),
                  argument.greatest(),
                  argument.declared()));
    }
  }

  /// An extent as the size of a Java array.
  static int size(long extent) {
    if (extent > Integer.MAX_VALUE - 8) {
      throw new KernelError(
          KernelFault.LIMIT, extent + " elements are more than a Java array holds");
    }
    return (int) extent;
  }
}
