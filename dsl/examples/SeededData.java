import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Writes weights, calibration and test data of the examples that nobody trained: `gemm` and `mlp`.
///
/// Run it with `java SeededData.java` in this folder. Weights are normal with variance 1/fan-in;
/// activations are normal with a log-normal spread over channels and a mean, so that the zero
/// points and per-channel scales of a quantizer have something to do. Accuracy on a trained model
/// is shown by `digits`.
final class SeededData {
  private final SplittableRandom random;

  private SeededData(long seed) {
    this.random = new SplittableRandom(seed);
  }

  public static void main(String[] args) throws IOException {
    SeededData gemm = new SeededData(11);
    Map<String, Data> weights = new LinkedHashMap<>();
    weights.put("w", gemm.weights(48, 64));
    weights.put("b", gemm.normal(.1, 48));
    write(Path.of("gemm"), weights, gemm.activations(256, 64, 12), gemm.activations(37, 64, 12));

    SeededData mlp = new SeededData(13);
    weights = new LinkedHashMap<>();
    weights.put("w1", mlp.weights(768, 192));
    weights.put("b1", mlp.normal(.1, 768));
    weights.put("w2", mlp.weights(192, 768));
    weights.put("b2", mlp.normal(.1, 192));
    write(Path.of("mlp"), weights, mlp.activations(64, 192, 14), mlp.activations(21, 192, 14));
  }

  private record Data(int[] shape, float[] values) {}

  private Data weights(int outputs, int inputs) {
    return normal(1 / StrictMath.sqrt(inputs), outputs, inputs);
  }

  private Data normal(double deviation, int... shape) {
    float[] values = new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * gaussian(random));
    }
    return new Data(shape, values);
  }

  /// Rows of the same channel statistics for equal `channelSeed`.
  private Data activations(int rows, int channels, long channelSeed) {
    SplittableRandom channel = new SplittableRandom(channelSeed);
    double[] scale = new double[channels];
    double[] mean = new double[channels];
    for (int c = 0; c < channels; c++) {
      scale[c] = StrictMath.exp(.3 * gaussian(channel));
      mean[c] = .2 * gaussian(channel);
    }
    float[] values = new float[rows * channels];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (mean[i % channels] + scale[i % channels] * gaussian(random));
    }
    return new Data(new int[] {rows, channels}, values);
  }

  /// Box and Muller (1958).
  private static double gaussian(SplittableRandom random) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
  }

  private static void write(Path folder, Map<String, Data> weights, Data calibration, Data test)
      throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve("weights.safetensors"), safetensors(weights));
    Files.write(folder.resolve("calibration.npz"), npz(calibration));
    Files.write(folder.resolve("data.npz"), npz(test));
  }

  private static byte[] safetensors(Map<String, Data> tensors) {
    StringBuilder header = new StringBuilder("{");
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    tensors.forEach(
        (name, tensor) -> {
          int begin = data.size();
          data.writeBytes(bytes(tensor.values));
          header
              .append(header.length() > 1 ? "," : "")
              .append("\"%s\":{\"dtype\":\"F32\",\"shape\":".formatted(name))
              .append(Arrays.toString(tensor.shape).replace(" ", ""))
              .append(",\"data_offsets\":[%d,%d]}".formatted(begin, data.size()));
        });
    header.append("}");
    header.append(" ".repeat((8 - header.length() % 8) % 8));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, header.length()).array());
    out.writeBytes(header.toString().getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(data.toByteArray());
    return out.toByteArray();
  }

  private static byte[] npz(Data x) throws IOException {
    String header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }"
            .formatted(x.shape[0], x.shape[1]);
    header += " ".repeat((64 - (11 + header.length()) % 64) % 64) + "\n";
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      ZipEntry entry = new ZipEntry("x.npy");
      entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
      zip.putNextEntry(entry);
      zip.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
      zip.write(new byte[] {(byte) header.length(), (byte) (header.length() >> 8)});
      zip.write(header.getBytes(StandardCharsets.US_ASCII));
      zip.write(bytes(x.values));
      zip.closeEntry();
    }
    return bytes.toByteArray();
  }

  private static byte[] bytes(float[] values) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      buffer.putFloat(value);
    }
    return buffer.array();
  }
}
