import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Puts what a training wrote beside `glyphs.hb` and states its digests, after which neither model
/// nor data change.
///
/// `java Freeze.java TRAINED [FOLDER]`, FOLDER being that of this file in the working folder unless
/// stated. Pictures are packed; `data.npz` is the first picture of the test set.
final class Freeze {
  private static final String DIGESTS = "digests.txt";
  private static final String WEIGHTS = "weights.safetensors";
  private static final String ARRAY = "x.npy";

  /// Bytes in front of the data of an array that our writer made.
  private static final int HEADER = 128;

  private static final int PICTURE = 32 * 32 * Float.BYTES;

  private final Path folder;
  private final Map<String, String> digests = new LinkedHashMap<>();

  private Freeze(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments.length < 1 || arguments.length > 2) {
      fail("usage: java Freeze.java TRAINED [FOLDER]");
    }
    Path folder = Path.of(arguments.length == 2 ? arguments[1] : "dsl/examples/glyphs");
    if (!Files.isDirectory(folder)) {
      fail("no folder " + folder);
    }
    if (Files.exists(folder.resolve(DIGESTS))) {
      fail(folder.resolve(DIGESTS) + " is there: model and data are frozen");
    }
    new Freeze(folder).run(Path.of(arguments[0]));
  }

  private static void fail(String message) {
    System.err.println(message);
    System.exit(2);
  }

  private void run(Path trained) throws IOException {
    byte[] weights = Files.readAllBytes(trained.resolve(WEIGHTS));
    Map<String, byte[]> calibration = arrays(trained.resolve("calibration.npz"));
    Map<String, byte[]> test = arrays(trained.resolve("test.npz"));
    byte[] spread = Spread.of(weights);
    write(WEIGHTS, weights);
    write("calibration.npz", packed(calibration));
    write("test.npz", packed(test));
    write("data.npz", packed(Map.of(ARRAY, first(test.get(ARRAY)))));
    digests.put("weights-spread.safetensors", digest(spread));
    StringBuilder text = new StringBuilder();
    digests.forEach((name, digest) -> text.append(digest).append("  ").append(name).append('\n'));
    Files.writeString(folder.resolve(DIGESTS), text);
    System.out.print(text);
  }

  private void write(String name, byte[] content) throws IOException {
    Files.write(folder.resolve(name), content);
    digests.put(name, digest(content));
  }

  private static String digest(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static Map<String, byte[]> arrays(Path file) throws IOException {
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        try (InputStream in = zip.getInputStream(entry)) {
          arrays.put(entry.getName(), in.readAllBytes());
        }
      }
    }
    return arrays;
  }

  private static byte[] packed(Map<String, byte[]> arrays) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setLevel(Deflater.BEST_COMPRESSION);
      for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
        ZipEntry entry = new ZipEntry(array.getKey());
        entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
        zip.putNextEntry(entry);
        zip.write(array.getValue());
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  /// The first of many pictures, as an array of its own.
  private static byte[] first(byte[] pictures) {
    String header =
        new String(pictures, 0, HEADER, StandardCharsets.ISO_8859_1)
            .replaceFirst("'shape': \\([0-9]+, 32, 32,\\)", "'shape': (32, 32,)");
    if (!header.contains("(32, 32,)")) {
      throw new IllegalArgumentException("not pictures of 32 x 32: " + header);
    }
    // The header ends where it did: blanks in front of its line end make up for what was cut.
    String padded = header.stripTrailing();
    padded += " ".repeat(HEADER - 1 - padded.length()) + "\n";
    byte[] content = Arrays.copyOf(padded.getBytes(StandardCharsets.ISO_8859_1), HEADER + PICTURE);
    System.arraycopy(pictures, HEADER, content, HEADER, PICTURE);
    return content;
  }
}
