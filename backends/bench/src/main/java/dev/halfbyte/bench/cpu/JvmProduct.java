package dev.halfbyte.bench.cpu;

import dev.halfbyte.backend.jvm.JvmKernel;
import dev.halfbyte.backend.jvm.runtime.Array;
import dev.halfbyte.backend.jvm.runtime.ElementType;
import dev.halfbyte.backend.jvm.runtime.Kernel;
import dev.halfbyte.bench.Mismatch;
import java.util.Map;

/// A [Product] as bytecode in this process, arrays in and arrays out.
final class JvmProduct implements Work {
  /// Until C2 has compiled all of it.
  private static final int WARM_RUNS = 60;

  private final Product product;
  private final Kernel kernel;
  private final Map<String, Array> inputs;

  private JvmProduct(Product product, Map<String, String> options) {
    this.product = product;
    this.kernel = JvmKernel.compile(product.program(), options).kernel();
    ElementType codes = product.activations().signed() ? ElementType.I8 : ElementType.U8;
    this.inputs =
        Map.of(
            "x", Array.of(codes, product.inputs(), new long[] {product.rows(), product.depth()}));
  }

  /// Compiles, warms up and checks it.
  static JvmProduct of(Product product) {
    return of(product, Map.of());
  }

  /// The same with options of the backend.
  static JvmProduct of(Product product, Map<String, String> options) {
    JvmProduct compiled = new JvmProduct(product, options);
    for (int i = 0; i < WARM_RUNS; i++) {
      compiled.run();
    }
    compiled.check();
    return compiled;
  }

  /// What its products run on, as a run reports it.
  String leaf() {
    return kernel.leaf();
  }

  private void check() {
    byte[] outputs = (byte[]) outputs().data();
    product.check(outputs);
  }

  private Array outputs() {
    Array outputs = kernel.run(inputs).get("y");
    if (outputs == null) {
      throw new Mismatch("outputs of " + product.shape(), "y", "none");
    }
    return outputs;
  }

  @Override
  public double work() {
    return product.macs();
  }

  @Override
  public void run() {
    outputs();
  }
}
