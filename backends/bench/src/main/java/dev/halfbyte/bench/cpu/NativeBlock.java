package dev.halfbyte.bench.cpu;

import dev.halfbyte.backend.llvm.run.CpuFeatures;
import dev.halfbyte.backend.llvm.run.NativeCall;
import dev.halfbyte.backend.llvm.run.NativeKernel;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.bench.Mismatch;
import dev.halfbyte.bench.Scratch;
import dev.halfbyte.bench.VitBlock;
import dev.halfbyte.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// A transformer block as `halfbyte build` makes it, in this process; its work is the
/// multiply-accumulates of its products.
final class NativeBlock implements Work, AutoCloseable {
  private static final String KERNEL = "vit_block";

  private final VitBlock block;
  private final NativeKernel kernel;
  private final NativeCall call;

  private NativeBlock(VitBlock block, Path library, IsaVariant variant) {
    this.block = block;
    this.kernel = NativeKernel.load(library, KERNEL, variant.featureBit());
    this.call =
        kernel.prepare(
            new long[] {VitBlock.TOKENS},
            List.of(input(block)),
            List.of((long) Float.BYTES * VitBlock.TOKENS * block.width()));
  }

  /// Builds it from the example and compares the bits of two variants.
  static NativeBlock of(Path root, VitBlock block, String numerics, IsaVariant variant) {
    return Scratch.folder(folder -> {
      block.write(root, folder);
      StringWriter messages = new StringWriter();
      PrintWriter printer = new PrintWriter(messages, true);
      int status =
          Main.run(
              printer,
              printer,
              "build",
              VitBlock.kernel(root).toString(),
              "--numerics",
              numerics,
              "--target",
              variant.family().targetName(),
              "--folder",
              folder.toString(),
              "--out",
              folder.resolve("out").toString());
      if (status != 0) {
        throw new Mismatch("build of a block", 0, status + ": " + messages);
      }
      Path library = folder.resolve("out").resolve(KERNEL + ".so");
      NativeBlock built = new NativeBlock(block, library, variant);
      try (NativeBlock other = new NativeBlock(block, library, IsaVariant.AVX2)) {
        built.run();
        other.run();
        if (!Arrays.equals(built.call.output(0), other.call.output(0))) {
          throw new Mismatch("bits of the block on " + variant, "those of avx2", "others");
        }
      }
      return built;
    });
  }

  private static byte[] input(VitBlock block) {
    Random random = new Random(5);
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * VitBlock.TOKENS * block.width())
            .order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      bytes.putFloat((float) random.nextGaussian());
    }
    return bytes.array();
  }

  /// Whether this machine has what `variant` needs.
  static boolean runs(IsaVariant variant) {
    return CpuFeatures.ofThisMachine().missing(variant).isEmpty();
  }

  @Override
  public double work() {
    return block.macs();
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
