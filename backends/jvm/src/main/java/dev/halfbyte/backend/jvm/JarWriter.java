package dev.halfbyte.backend.jvm;

import dev.halfbyte.backend.jvm.runtime.Kernel;
import dev.halfbyte.backend.jvm.runtime.SpecFile;
import dev.halfbyte.source.CompilerBug;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Puts a compiled kernel and the runtime into a jar. Entries are stored, sorted after the manifest
/// and dated alike, so that equal kernels give equal bytes on every platform.
final class JarWriter {
  private static final LocalDateTime DATE = LocalDateTime.of(2026, 1, 1, 0, 0);

  /// The runtime, all of it; a test compares the list with the package.
  static final List<String> RUNTIME =
      List.of(
          "Array",
          "ConstantImage",
          "ConstantImage$1",
          "ConstantImage$Panel",
          "DimSolver",
          "DoubleTiles",
          "ElementType",
          "FloatTiles",
          "Kernel",
          "Kernel$1",
          "KernelCode",
          "KernelError",
          "KernelFault",
          "KernelSpec",
          "KernelSpec$Argument",
          "KernelSpec$Dim",
          "KernelSpec$DimSource",
          "KernelSpec$Memory",
          "KernelSpec$Repeat",
          "KernelSpec$Run",
          "KernelSpec$Slot",
          "KernelSpec$Source",
          "KernelSpec$Stage",
          "KernelSpec$Step",
          "LeafChoice",
          "ListedTiles",
          "Main",
          "Main$Request",
          "NpyFile",
          "ParallelStages",
          "Roots",
          "ScalarTiles",
          "SerialTiles",
          "SpecFile",
          "SpecFile$Reader",
          "SpecFile$Writer",
          "StepRunner",
          "Tile",
          "TileForm",
          "Tiles",
          "Tiles$1",
          "VectorTiles",
          "Zeros");

  private JarWriter() {}

  static byte[] write(CompiledKernel kernel) {
    String name = kernel.spec().name();
    String folder = "halfbyte/" + name + "/";
    Map<String, byte[]> entries = new TreeMap<>();
    entries.put(folder + "Code.class", kernel.code());
    entries.put(folder + "constants.bin", kernel.image());
    entries.put(folder + "kernel.spec", spec(kernel));
    entries.put(folder + name + ".loop", kernel.listing().getBytes(StandardCharsets.UTF_8));
    String runtime = Kernel.class.getPackageName().replace('.', '/') + "/";
    for (String type : RUNTIME) {
      entries.put(runtime + type + ".class", resource(runtime + type + ".class"));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      put(zip, "META-INF/MANIFEST.MF", manifest(name));
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        put(zip, entry.getKey(), entry.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] manifest(String name) {
    String text =
        """
        Manifest-Version: 1.0
        Main-Class: dev.halfbyte.backend.jvm.runtime.Main
        Halfbyte-Kernel: %s

        """
            .formatted(name);
    return text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
  }

  static byte[] spec(CompiledKernel kernel) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      SpecFile.write(kernel.spec(), out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] resource(String path) {
    try (InputStream stream = Kernel.class.getClassLoader().getResourceAsStream(path)) {
      if (stream == null) {
        throw new CompilerBug("runtime class missing from the class path: " + path);
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void put(ZipOutputStream zip, String path, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(path);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    entry.setTimeLocal(DATE);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
