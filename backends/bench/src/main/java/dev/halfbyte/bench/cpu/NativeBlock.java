package dev.halfbyte.bench.cpu;

import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.bench.Mismatch;
import dev.halfbyte.bench.Scratch;
import dev.halfbyte.bench.VitBlock;
import dev.halfbyte.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// A transformer block as `halfbyte build` makes it.
public final class NativeBlock {
  private static final String KERNEL = "vit_block";

  private NativeBlock() {}

  /// Builds it from the example and compares the bits of two variants; its work is the
  /// multiply-accumulates of its products.
  static NativeCode of(Path root, VitBlock block, String numerics, IsaVariant variant) {
    return Scratch.folder(folder -> {
      block.write(root, folder);
      return of(root, block, folder, numerics, variant, input(block));
    });
  }

  /// The same with weights and calibration samples that [VitBlock#write] put into `folder`.
  ///
  /// @param input of 197 tokens
  public static NativeCode of(
      Path root, VitBlock block, Path folder, String numerics, IsaVariant variant, float[] input) {
    Path library = build(root, folder, numerics, variant);
    NativeCode.Data data =
        new NativeCode.Data(
            List.of((long) VitBlock.TOKENS),
            List.of(NativeCode.Data.bytes(input)),
            List.of((long) Float.BYTES * VitBlock.TOKENS * block.width()));
    NativeCode built = NativeCode.load(library, KERNEL, variant, data, block.macs());
    built.run();
    try (NativeCode other = NativeCode.load(library, KERNEL, IsaVariant.AVX2, data, 0)) {
      other.run();
      if (!Arrays.equals(built.output(0), other.output(0))) {
        throw new Mismatch("bits of the block on " + variant, "those of avx2", "others");
      }
    }
    return built;
  }

  private static Path build(Path root, Path folder, String numerics, IsaVariant variant) {
    StringWriter messages = new StringWriter();
    PrintWriter printer = new PrintWriter(messages, true);
    Path out = folder.resolve("out-" + numerics);
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
            out.toString());
    if (status != 0) {
      throw new Mismatch("build of a block", 0, status + ": " + messages);
    }
    return out.resolve(KERNEL + ".so");
  }

  private static float[] input(VitBlock block) {
    Random random = new Random(5);
    float[] values = new float[VitBlock.TOKENS * block.width()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
