package dev.halfbyte.bench.peers;

import dev.halfbyte.bench.Mismatch;
import dev.halfbyte.bench.cpu.Product;
import dev.halfbyte.bench.cpu.Work;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;

/// The sums of a linear layer by oneDNN: s8 activations, its weights as s8, s32 sums. Bias and
/// requantization, which generated code has too, are not in it.
final class OneDnnProduct implements Work, AutoCloseable {
  private static final int CHECKED_ROWS = 2;

  private final List<Pointer> kept;
  private final Runnable multiply;
  private final double work;

  /// @param kept what the library reads and writes, freed in this order
  private OneDnnProduct(List<Pointer> kept, Runnable multiply, double work) {
    this.kept = kept;
    this.multiply = multiply;
    this.work = work;
  }

  static String version() {
    dnnl_version_t version = dnnl.dnnl_version();
    return version.major() + "." + version.minor() + "." + version.patch();
  }

  /// `dnnl_gemm_s8s8s32`, which packs the weights at every call.
  static OneDnnProduct plain(Product product) {
    long rows = product.rows();
    long columns = product.columns();
    long depth = product.depth();
    BytePointer inputs = new BytePointer(product.inputs());
    BytePointer weights = new BytePointer(product.weightCodes());
    IntPointer sums = new IntPointer(rows * columns);
    IntPointer offset = new IntPointer(1).put(0);
    byte none = 0;
    Runnable multiply =
        () -> {
          int status =
              dnnl.dnnl_gemm_s8s8s32(
                  (byte) 'N',
                  (byte) 'T',
                  (byte) 'F',
                  rows,
                  columns,
                  depth,
                  1,
                  inputs,
                  depth,
                  none,
                  weights,
                  depth,
                  none,
                  0,
                  sums,
                  columns,
                  offset);
          Mismatch.check("status of dnnl_gemm_s8s8s32", dnnl.dnnl_success, status);
        };
    return checked(
        "dnnl_gemm_s8s8s32", product, List.of(inputs, weights, sums, offset), multiply, sums);
  }

  /// The primitive `matmul` on weights in the order that it likes best, packed before.
  static OneDnnProduct packed(Product product) {
    long[] left = {product.rows(), product.depth()};
    long[] right = {product.depth(), product.columns()};
    long[] result = {product.rows(), product.columns()};
    engine cpu = new engine(engine.kind.cpu, 0);
    stream order = new stream(cpu);
    IntPointer sums = new IntPointer((long) product.rows() * product.columns());
    memory.desc activations = new memory.desc(left, data_type.s8, format_tag.ab);
    memory.desc outputs = new memory.desc(result, data_type.s32, format_tag.ab);
    matmul.primitive_desc plan =
        new matmul.primitive_desc(
            cpu, activations, new memory.desc(right, data_type.s8, format_tag.any), outputs);
    BytePointer inputs = new BytePointer(product.inputs());
    BytePointer weights = new BytePointer(product.weightCodes());
    memory given = new memory(new memory.desc(right, data_type.s8, format_tag.ba), cpu, weights);
    memory packed = new memory(plan.weights_desc(), cpu);
    new reorder(given, packed).execute(order, given, packed);
    order._wait();
    weights.close();
    IntMemoryMap arguments = new IntMemoryMap();
    arguments.put(dnnl.DNNL_ARG_SRC, new memory(activations, cpu, inputs));
    arguments.put(dnnl.DNNL_ARG_WEIGHTS, packed);
    arguments.put(dnnl.DNNL_ARG_DST, new memory(outputs, cpu, sums));
    matmul primitive = new matmul(plan);
    Runnable multiply =
        () -> {
          primitive.execute(order, arguments);
          order._wait();
        };
    return checked(
        "matmul of oneDNN",
        product,
        List.of(primitive, arguments, packed, order, cpu, inputs, sums),
        multiply,
        sums);
  }

  private static OneDnnProduct checked(
      String name, Product product, List<Pointer> kept, Runnable multiply, IntPointer sums) {
    multiply.run();
    byte[] inputs = product.inputs();
    byte[] weights = product.weightCodes();
    int rows = Math.min(product.rows(), CHECKED_ROWS);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < product.columns(); column++) {
        Mismatch.check(
            "%s, %s, row %d, column %d".formatted(name, product.shape(), row, column),
            product.sum(inputs, weights, row, column),
            sums.get((long) row * product.columns() + column));
      }
    }
    return new OneDnnProduct(kept, multiply, product.macs());
  }

  @Override
  public double work() {
    return work;
  }

  @Override
  public void run() {
    multiply.run();
  }

  @Override
  public void close() {
    kept.forEach(Pointer::close);
  }
}
