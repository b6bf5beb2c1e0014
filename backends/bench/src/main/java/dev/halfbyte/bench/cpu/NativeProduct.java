package dev.halfbyte.bench.cpu;

import dev.halfbyte.backend.llvm.LlvmBackend;
import dev.halfbyte.backend.llvm.run.NativeCall;
import dev.halfbyte.backend.llvm.run.NativeKernel;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.driver.output.AtomicFiles;
import dev.halfbyte.ir.backend.BuildRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/// A [Product] as a library of the LLVM backend, in this process.
final class NativeProduct implements Work, AutoCloseable {
  private final Product product;
  private final NativeKernel kernel;
  private final NativeCall call;

  private NativeProduct(Product product, NativeKernel kernel) {
    this.product = product;
    this.kernel = kernel;
    this.call =
        kernel.prepare(
            new long[0],
            List.of(product.inputs()),
            List.of((long) product.rows() * product.columns()));
  }

  /// Builds, loads and checks it on `variant`.
  static NativeProduct of(Product product, IsaVariant variant) {
    try {
      Path folder = Files.createTempDirectory("halfbyte-bench-");
      try {
        Path library = folder.resolve("product.so");
        new LlvmBackend()
                .build(
                    product.program(),
                    new BuildRequest(IsaFamily.X86_64.targetName(), new TreeMap<>()))
                .files()
                .stream()
                .filter(file -> file.path().endsWith(".so"))
                .forEach(file -> write(library, file.content()));
        NativeKernel kernel = NativeKernel.load(library, "product", variant.featureBit());
        NativeProduct built = new NativeProduct(product, kernel);
        built.check();
        return built;
      } finally {
        AtomicFiles.delete(folder);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void write(Path file, byte[] content) {
    try {
      Files.write(file, content);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void check() {
    call.run();
    product.check(call.output(0));
  }

  @Override
  public double work() {
    return product.macs();
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
}
