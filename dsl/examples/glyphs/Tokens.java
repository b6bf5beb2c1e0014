import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Writes the folder of `blocks.hb`: the weights behind the embedding, tokens of 32 calibration
/// pictures, and those of one test picture.
///
/// `java Tokens.java FOLDER [PICTURE]`, from the root of the project; PICTURE is 0 unless stated. The
/// embedding is computed here in binary64 and rounded once.
final class Tokens {
  private static final Path EXAMPLE = Path.of("dsl", "examples", "glyphs");
  private static final Pattern ENTRY =
      Pattern.compile(
          "\"(\\w+)\":\\{\"dtype\":\"F32\",\"shape\":\\[([0-9,]*)\\],"
              + "\"data_offsets\":\\[([0-9]+),([0-9]+)\\]\\}");
  private static final int SAMPLES = 32;
  private static final int SIDE = 32;
  private static final int PATCH = 4;
  private static final int COLUMNS = SIDE / PATCH;
  private static final int TOKENS = COLUMNS * COLUMNS;

  /// Bytes in front of the data of an array that our writer made.
  private static final int HEADER = 128;

  private final ByteBuffer weights;
  private final Map<String, Place> places = new LinkedHashMap<>();

  /// Where a tensor lies in the file.
  private record Place(String shape, int begin, int end) {
    boolean embeds(String name) {
      return name.equals("wp") || name.equals("bp") || name.equals("pos");
    }
  }

  private Tokens(byte[] content) {
    weights = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    int length = Math.toIntExact(weights.getLong(0));
    Matcher entry =
        ENTRY.matcher(new String(content, Long.BYTES, length, StandardCharsets.UTF_8));
    while (entry.find()) {
      int data = Long.BYTES + length;
      places.put(
          entry.group(1),
          new Place(
              entry.group(2),
              data + Integer.parseInt(entry.group(3)),
              data + Integer.parseInt(entry.group(4))));
    }
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments.length < 1 || arguments.length > 2) {
      System.err.println("usage: java Tokens.java FOLDER [PICTURE]");
      System.exit(2);
    }
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    int picture = arguments.length == 2 ? Integer.parseInt(arguments[1]) : 0;
    Tokens tokens = new Tokens(Files.readAllBytes(EXAMPLE.resolve("weights.safetensors")));
    Files.write(folder.resolve("weights.safetensors"), tokens.behindEmbedding());
    ByteBuffer samples = pictures("calibration.npz");
    write(folder.resolve("calibration.npz"), SAMPLES + ", ", tokens.of(samples, 0, SAMPLES));
    ByteBuffer test = pictures("test.npz");
    int count = test.remaining() / (SIDE * SIDE * Float.BYTES);
    if (picture < 0 || picture >= count) {
      System.err.println("there are pictures 0 to " + (count - 1));
      System.exit(2);
    }
    write(folder.resolve("data.npz"), "", tokens.of(test, picture, 1));
  }

  /// The weights that the blocks take, as a file.
  private byte[] behindEmbedding() {
    StringBuilder header = new StringBuilder();
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    places.forEach((name, place) -> {
      if (!place.embeds(name)) {
        int begin = data.size();
        data.write(weights.array(), place.begin(), place.end() - place.begin());
        header.append(header.isEmpty() ? "{" : ",").append('"').append(name).append('"');
        header.append(":{\"dtype\":\"F32\",\"shape\":[").append(place.shape());
        header.append("],\"data_offsets\":[").append(begin).append(',').append(data.size());
        header.append("]}");
      }
    });
    byte[] text = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES + text.length + data.size())
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length)
        .put(text)
        .put(data.toByteArray())
        .array();
  }

  private float weight(String name, int index) {
    return weights.getFloat(places.get(name).begin() + index * Float.BYTES);
  }

  /// Tokens of `count` pictures, picture by picture, as little-endian binary32.
  private byte[] of(ByteBuffer pictures, int first, int count) {
    Place bias = places.get("bp");
    int channels = (bias.end() - bias.begin()) / Float.BYTES;
    ByteBuffer tokens =
        ByteBuffer.allocate(count * TOKENS * channels * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int picture = first; picture < first + count; picture++) {
      for (int token = 0; token < TOKENS; token++) {
        for (int channel = 0; channel < channels; channel++) {
          double sum = weight("bp", channel) + (double) weight("pos", token * channels + channel);
          for (int k = 0; k < PATCH * PATCH; k++) {
            int row = token / COLUMNS * PATCH + k / PATCH;
            int column = token % COLUMNS * PATCH + k % PATCH;
            int pixel = (picture * SIDE + row) * SIDE + column;
            sum +=
                pictures.getFloat(pixel * Float.BYTES)
                    * (double) weight("wp", channel * PATCH * PATCH + k);
          }
          tokens.putFloat((float) sum);
        }
      }
    }
    return tokens.array();
  }

  private static ByteBuffer pictures(String name) throws IOException {
    try (ZipFile zip = new ZipFile(EXAMPLE.resolve(name).toFile());
        InputStream in = zip.getInputStream(zip.getEntry("x.npy"))) {
      byte[] array = in.readAllBytes();
      byte[] data = Arrays.copyOfRange(array, HEADER, array.length);
      return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  /// Writes the array `tokens`.
  ///
  /// @param leading extents in front of tokens and channels
  private static void write(Path file, String leading, byte[] tokens) throws IOException {
    int channels = tokens.length / Float.BYTES / TOKENS;
    if (!leading.isEmpty()) {
      channels /= SAMPLES;
    }
    String shape =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (%s%d, %d), }"
            .formatted(leading, TOKENS, channels);
    int length = HEADER - 10;
    String padded = shape + " ".repeat(length - 1 - shape.length()) + "\n";
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("tokens.npy"));
      zip.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) length, 0});
      zip.write(padded.getBytes(StandardCharsets.ISO_8859_1));
      zip.write(tokens);
    }
  }
}
