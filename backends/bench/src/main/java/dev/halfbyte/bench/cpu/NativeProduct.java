package dev.halfbyte.bench.cpu;

import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import java.util.List;
import java.util.Map;

/// A [Product] as a library of the LLVM backend.
public final class NativeProduct {
  private NativeProduct() {}

  /// Builds, loads and checks it on `variant`; its work is multiply-accumulates.
  public static NativeCode of(Product product, IsaVariant variant) {
    return of(product, variant, Map.of());
  }

  /// The same with options of the backend.
  static NativeCode of(Product product, IsaVariant variant, Map<String, String> options) {
    NativeCode.Data data =
        new NativeCode.Data(
            List.of(),
            List.of(product.inputs()),
            List.of((long) product.rows() * product.columns()));
    NativeCode built = NativeCode.build(product.program(), variant, options, data, product.macs());
    built.run();
    product.check(built.output(0));
    return built;
  }
}
