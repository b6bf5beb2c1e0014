import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Writes the form `spread` of the weights: the same function, but what leaves a layernorm has
/// channels of very different sizes, as in large transformers. They are put in here, not learned.
///
/// `java Spread.java weights.safetensors weights-spread.safetensors`. Scale and bias of each channel
/// of each layernorm are multiplied by `exp(0.6 z)`, z normal, and the columns of the weights behind
/// are divided by it. Everything is seeded and uses [StrictMath], so equal weights give equal bytes.
final class Spread {
  private static final long SEED = 6;
  private static final double DEVIATION = 0.6;

  /// Scale and bias of a layernorm, and the weights whose last axis meets its channels.
  private record Norm(String scale, String bias, List<String> readers) {}

  private static final List<Norm> NORMS =
      List.of(
          new Norm("g1", "b1", List.of("wq", "wk", "wv")),
          new Norm("g2", "b2", List.of("w1")),
          new Norm("g3", "b3", List.of("wh")));

  private static final Pattern ENTRY =
      Pattern.compile(
          "\"(\\w+)\":\\{\"dtype\":\"F32\",\"shape\":\\[([0-9,]*)\\],"
              + "\"data_offsets\":\\[([0-9]+),([0-9]+)\\]\\}");

  private final ByteBuffer file;
  private final Map<String, Place> places = new LinkedHashMap<>();
  private final SplittableRandom random = new SplittableRandom(SEED);

  /// Where a tensor lies in the file.
  private record Place(int begin, int count, int channels) {}

  private Spread(byte[] content) {
    file = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    int length = Math.toIntExact(file.getLong(0));
    Matcher entry =
        ENTRY.matcher(new String(content, Long.BYTES, length, StandardCharsets.UTF_8));
    while (entry.find()) {
      int begin = Integer.parseInt(entry.group(3));
      int count = (Integer.parseInt(entry.group(4)) - begin) / Float.BYTES;
      int[] shape = Arrays.stream(entry.group(2).split(",")).mapToInt(Integer::parseInt).toArray();
      places.put(
          entry.group(1),
          new Place(Long.BYTES + length + begin, count, shape[shape.length - 1]));
    }
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 2) {
      System.err.println("usage: java Spread.java WEIGHTS.safetensors SPREAD.safetensors");
      System.exit(2);
    }
    Files.write(Path.of(arguments[1]), of(Files.readAllBytes(Path.of(arguments[0]))));
  }

  /// The content of the spread file for that of the plain one.
  static byte[] of(byte[] weights) {
    Spread spread = new Spread(weights.clone());
    NORMS.forEach(spread::spread);
    return spread.file.array();
  }

  private void spread(Norm norm) {
    Place scale = place(norm.scale());
    int blocks = scale.count() / scale.channels();
    double[] factors = new double[scale.count()];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = StrictMath.exp(DEVIATION * normal());
    }
    for (String name : List.of(norm.scale(), norm.bias())) {
      scale(place(name), blocks, factors, false);
    }
    norm.readers().forEach(name -> scale(place(name), blocks, factors, true));
  }

  /// Multiplies or divides each element by the factor of its block and its last index.
  private void scale(Place place, int blocks, double[] factors, boolean divide) {
    int each = place.count() / blocks;
    for (int i = 0; i < place.count(); i++) {
      double factor = factors[i / each * place.channels() + i % place.channels()];
      int at = place.begin() + i * Float.BYTES;
      double value = file.getFloat(at);
      file.putFloat(at, (float) (divide ? value / factor : value * factor));
    }
  }

  /// A normal number by the method of Box and Muller.
  private double normal() {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
  }

  private Place place(String name) {
    Place place = places.get(name);
    if (place == null) {
      throw new IllegalArgumentException(
          "no f32 weight " + name + " among " + new ArrayList<>(places.keySet()));
    }
    return place;
  }
}
