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
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Writes weights, calibration samples and a test input for `attention`, `causal_attention`,
/// `vit_block` and `vit_encoder`, for vision transformers that nobody trained.
///
/// `java Data.java KERNEL MODEL FOLDER [SIDE]`: the models are micro (2 heads of 32 channels), tiny,
/// small and base (3, 6 and 12 heads of 64); an encoder has 12 blocks. SIDE is that of the pictures
/// in pixels, 128 unless given. Without arguments, in the folder of this file, it writes what is
/// committed. It needs nothing but a JDK; every number is seeded, so two runs give the same files.
///
/// Inputs are tokens of pictures: drawn shapes and strokes, cut into patches of 16 x 16 pixels,
/// embedded by a fixed map, with a class token and positions. Weights are normal, then scaled by
/// what they do to such tokens: logits of a head spread by 0.7 to 1.8, each branch of a block adds
/// 0.3 of what the tokens begin with. Scales of layernorms spread over channels as in trained
/// networks: log-normal, a few channels 20 times larger, others in each layer. So the ranges are
/// those of a trained network; accuracy of a trained network is another matter.
final class Data {
  static final int BLOCKS = 12;
  static final int SIDE = 128;
  static final double BRANCH = .3;

  record Model(int heads, int channels) {
    static Model named(String name) {
      return switch (name) {
        case "micro" -> new Model(2, 32);
        case "tiny" -> new Model(3, 64);
        case "small" -> new Model(6, 64);
        case "base" -> new Model(12, 64);
        default -> throw new IllegalArgumentException("micro, tiny, small or base, not " + name);
      };
    }

    int width() {
      return heads * channels;
    }
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments.length >= 3) {
      int side = arguments.length > 3 ? Integer.parseInt(arguments[3]) : SIDE;
      write(arguments[0], Model.named(arguments[1]), Path.of(arguments[2]), side);
      return;
    }
    write("attention", Model.named("tiny"), Path.of("../attention"), SIDE);
    write("causal_attention", Model.named("tiny"), Path.of("../causal_attention"), SIDE);
    write("vit_block", Model.named("tiny"), Path.of("../vit_block"), SIDE);
    write("vit_encoder", Model.named("micro"), Path.of("../vit_encoder"), SIDE);
  }

  private static void write(String kernel, Model model, Path folder, int side) throws IOException {
    Embedding embedding = new Embedding(model.width(), side);
    boolean alone = kernel.endsWith("attention");
    int depth = kernel.equals("vit_encoder") ? BLOCKS : 1;
    Rows stream = embedding.tokens(2, 101);
    Rows first = stream;
    Block[] blocks = new Block[depth];
    for (int i = 0; i < depth; i++) {
      blocks[i] = new Block(model, 1000 + i, !alone, BRANCH * first.rms());
      stream = blocks[i].fit(stream, embedding.count());
    }
    Map<String, Tensor> weights =
        kernel.equals("vit_encoder") ? stacked(blocks) : blocks[0].tensors;
    if (alone) {
      weights = new LinkedHashMap<>(weights);
      weights.keySet().removeAll(List.of("g1", "b1", "g2", "b2", "w1", "c1", "w2", "c2"));
    }
    Files.createDirectories(folder);
    Files.write(folder.resolve("weights.safetensors"), TensorWriter.safetensors(weights));
    // The ranges of single channels in single layers rest on the tokens of all samples.
    int count = depth == 1 ? 8 : 24;
    Rows calibration = embedding.tokens(count, 202);
    Rows test = embedding.tokens(1, 303);
    if (alone) {
      calibration = blocks[0].normalized(calibration);
      test = blocks[0].normalized(test);
    }
    int tokens = embedding.count();
    int[] samples = {count, tokens, model.width()};
    int[] one = {tokens, model.width()};
    Files.write(
        folder.resolve("calibration.npz"), TensorWriter.npz(new Tensor(samples, calibration.data)));
    Files.write(folder.resolve("data.npz"), TensorWriter.npz(new Tensor(one, test.data)));
    System.out.printf(
        "%s: %d tokens of %d channels, %d block%s, stream rms %.2f to %.2f%n",
        kernel, tokens, model.width(), depth, depth == 1 ? "" : "s", first.rms(), stream.rms());
  }

  private static Map<String, Tensor> stacked(Block[] blocks) {
    Map<String, Tensor> stacked = new LinkedHashMap<>();
    blocks[0]
        .tensors
        .forEach((name, tensor) -> {
          int[] shape = new int[tensor.shape.length + 1];
          shape[0] = blocks.length;
          System.arraycopy(tensor.shape, 0, shape, 1, tensor.shape.length);
          double[] data = new double[blocks.length * tensor.data.length];
          for (int i = 0; i < blocks.length; i++) {
            double[] one = blocks[i].tensors.get(name).data;
            System.arraycopy(one, 0, data, i * one.length, one.length);
          }
          stacked.put(name, new Tensor(shape, data));
        });
    return stacked;
  }

  record Tensor(int[] shape, double[] data) {}

  /// Rows of equal length, one after the other.
  record Rows(int width, double[] data) {
    int count() {
      return data.length / width;
    }

    double rms() {
      return StrictMath.sqrt(Arrays.stream(data).map(x -> x * x).sum() / data.length);
    }

    Rows plus(Rows other) {
      double[] sum = data.clone();
      Arrays.setAll(sum, i -> data[i] + other.data[i]);
      return new Rows(width, sum);
    }

    /// `x w^T + b`.
    Rows linear(double[] w, double[] b) {
      double[] result = new double[count() * b.length];
      for (int row = 0; row < count(); row++) {
        for (int o = 0; o < b.length; o++) {
          double sum = b[o];
          for (int e = 0; e < width; e++) {
            sum += data[row * width + e] * w[o * width + e];
          }
          result[row * b.length + o] = sum;
        }
      }
      return new Rows(b.length, result);
    }

    Rows layernorm(double[] scale, double[] bias) {
      double[] result = new double[data.length];
      for (int row = 0; row < count(); row++) {
        double[] x = Arrays.copyOfRange(data, row * width, (row + 1) * width);
        double mean = Arrays.stream(x).average().orElseThrow();
        double variance =
            Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
        for (int c = 0; c < width; c++) {
          result[row * width + c] =
              (x[c] - mean) / StrictMath.sqrt(variance + 1e-6) * scale[c] + bias[c];
        }
      }
      return new Rows(width, result);
    }

    /// The tanh form of GELU, close enough to fit scales.
    Rows gelu() {
      double[] result = new double[data.length];
      for (int i = 0; i < data.length; i++) {
        double x = data[i];
        result[i] = .5 * x * (1 + StrictMath.tanh(.7978845608 * (x + .044715 * x * x * x)));
      }
      return new Rows(width, result);
    }
  }

  /// Pictures as tokens: the class token, then the patches row by row.
  static final class Embedding {
    private static final int PATCH = 16;
    private static final int VALUES = 3 * PATCH * PATCH;

    private final int width;
    private final int side;
    private final double[] map;
    private final double[] spread;
    private final double[] positions;

    Embedding(int width, int side) {
      this.width = width;
      this.side = side;
      Normal normal = new Normal(7);
      this.map = normal.times(1.1 / StrictMath.sqrt(VALUES), width * VALUES);
      this.spread = normal.times(.4, width);
      this.positions = normal.times(.5, count() * width);
    }

    int count() {
      return side / PATCH * (side / PATCH) + 1;
    }

    Rows tokens(int pictures, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      double[] all = new double[pictures * count() * width];
      for (int picture = 0; picture < pictures; picture++) {
        double[][] pixels = new Picture(side, random).draw();
        for (int token = 0; token < count(); token++) {
          double[] patch = token == 0 ? new double[VALUES] : patch(pixels, token - 1);
          for (int c = 0; c < width; c++) {
            double sum = positions[token * width + c];
            for (int i = 0; i < VALUES; i++) {
              sum += map[c * VALUES + i] * patch[i];
            }
            all[(picture * count() + token) * width + c] = sum * StrictMath.exp(spread[c]);
          }
        }
      }
      return new Rows(width, all);
    }

    private double[] patch(double[][] pixels, int number) {
      int across = side / PATCH;
      double[] patch = new double[VALUES];
      for (int i = 0; i < VALUES; i++) {
        int y = number / across * PATCH + i / PATCH % PATCH;
        int x = number % across * PATCH + i % PATCH;
        patch[i] = (pixels[i / (PATCH * PATCH)][y * side + x] - .5) / .25;
      }
      return patch;
    }
  }

  /// A picture: a gradient, shapes and strokes in random colours, noise; three planes in 0 .. 1.
  static final class Picture {
    private final int side;
    private final SplittableRandom random;
    private final double[][] planes;

    Picture(int side, SplittableRandom random) {
      this.side = side;
      this.random = random;
      this.planes = new double[3][side * side];
    }

    double[][] draw() {
      double angle = 2 * StrictMath.PI * random.nextDouble();
      for (double[] plane : planes) {
        double from = random.nextDouble();
        double slope = .8 * random.nextDouble() - .4;
        for (int i = 0; i < plane.length; i++) {
          double x = i % side / (double) side;
          double y = i / side / (double) side;
          plane[i] = from + slope * (x * StrictMath.cos(angle) + y * StrictMath.sin(angle));
        }
      }
      for (int i = 3 + random.nextInt(4); i > 0; i--) {
        shape(random.nextInt(3));
      }
      for (double[] plane : planes) {
        for (int i = 0; i < plane.length; i++) {
          double noise = .04 * (random.nextDouble() + random.nextDouble() - 1);
          plane[i] = StrictMath.round(255 * clamp(plane[i] + noise)) / 255.;
        }
      }
      return planes;
    }

    /// An ellipse, a rectangle or a stroke, turned by any angle, its edge one pixel soft.
    private void shape(int kind) {
      double x = side * random.nextDouble();
      double y = side * random.nextDouble();
      double long1 = side * (.1 + .3 * random.nextDouble());
      double wide = kind == 2 ? 1.5 + 3 * random.nextDouble() : long1 * (.3 + .7 * random.nextDouble());
      double angle = 2 * StrictMath.PI * random.nextDouble();
      double[] colour = {random.nextDouble(), random.nextDouble(), random.nextDouble()};
      double opacity = .5 + .5 * random.nextDouble();
      for (int i = 0; i < side * side; i++) {
        double dx = i % side - x;
        double dy = i / side - y;
        double u = dx * StrictMath.cos(angle) + dy * StrictMath.sin(angle);
        double v = dy * StrictMath.cos(angle) - dx * StrictMath.sin(angle);
        double inside =
            kind == 0
                ? wide * (1 - StrictMath.hypot(u / long1, v / wide))
                : StrictMath.min(long1 - StrictMath.abs(u), wide - StrictMath.abs(v));
        double cover = opacity * clamp(inside + .5);
        for (int plane = 0; plane < 3; plane++) {
          planes[plane][i] += cover * (colour[plane] - planes[plane][i]);
        }
      }
    }

    private static double clamp(double value) {
      return StrictMath.max(0, StrictMath.min(1, value));
    }
  }

  /// The weights of one block, fitted to the tokens that reach it.
  static final class Block {
    final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Model model;
    private final int width;
    private final int outliers;
    private final double branch;
    private final Normal normal;
    private final SplittableRandom uniform;

    /// @param outliers whether a few channels behind a layernorm are 20 times larger
    /// @param branch root mean square of what a branch adds to the stream
    Block(Model model, long seed, boolean outliers, double branch) {
      this.branch = branch;
      this.outliers = outliers ? 1 + model.width() / 64 : 0;
      this.model = model;
      this.width = model.width();
      this.normal = new Normal(seed);
      this.uniform = new SplittableRandom(seed);
    }

    private double[] put(String name, double[] data, int... shape) {
      tensors.put(name, new Tensor(shape, data));
      return data;
    }

    Rows normalized(Rows x) {
      return x.layernorm(tensors.get("g1").data, tensors.get("b1").data);
    }

    /// Makes the weights and returns what the block gives.
    ///
    /// @param tokens of one picture
    Rows fit(Rows x, int tokens) {
      norm("1");
      Rows middle = x.plus(attention(x, tokens));
      norm("2");
      return middle.plus(mlp(middle));
    }

    /// Each layer has scales and outliers of its own.
    private void norm(String number) {
      double[] scale = normal.times(.5, width);
      double[] bias = normal.times(.2, width);
      Arrays.setAll(scale, c -> StrictMath.exp(scale[c]));
      for (int i = 0; i < outliers; i++) {
        scale[uniform.nextInt(width)] = 20 * (.7 + .6 * uniform.nextDouble());
      }
      Arrays.setAll(bias, c -> bias[c] * scale[c]);
      put("g" + number, scale, width);
      put("b" + number, bias, width);
    }

    /// Rows for the channels behind a layernorm: where its scale is large, trained weights are
    /// smaller.
    private double[] behindNorm(String number, int rows) {
      double[] scale = tensors.get("g" + number).data;
      double[] w = normal.times(1 / StrictMath.sqrt(width), rows * width);
      Arrays.setAll(w, i -> w[i] * StrictMath.pow(scale[i % width], -.7));
      return w;
    }

    private Rows attention(Rows x, int tokens) {
      int h = model.heads;
      int d = model.channels;
      Rows in = normalized(x);
      double[] wk = behindNorm("1", width);
      double[] wq = behindNorm("1", width);
      Arrays.setAll(wq, i -> .7 * wq[i] + .7 * wk[i]);
      double[] bq = normal.times(.1, width);
      double[] bk = normal.times(.1, width);
      Rows k = in.linear(wk, bk);
      Rows q = in.linear(wq, bq);
      for (int a = 0; a < h; a++) {
        double factor = (.7 + 1.1 * uniform.nextDouble()) / spread(logits(q, k, a, tokens));
        scale(wq, a * d * width, (a + 1) * d * width, factor);
        scale(bq, a * d, (a + 1) * d, factor);
      }
      put("wq", wq, h, d, width);
      put("wk", wk, h, d, width);
      double[] wv = put("wv", behindNorm("1", width), h, d, width);
      put("bq", bq, h, d);
      put("bk", bk, h, d);
      double[] bv = put("bv", normal.times(.1, width), h, d);
      Rows v = in.linear(wv, bv);
      q = in.linear(wq, bq);
      Rows y = new Rows(width, new double[x.data.length]);
      for (int a = 0; a < h; a++) {
        mix(logits(q, k, a, tokens), v, a, tokens, y);
      }
      double[] wo = normal.times(1 / StrictMath.sqrt(width), width * width);
      return branch(y, put("wo", wo, width, h, d), put("bo", normal.times(.05, width), width));
    }

    /// Rows of one head, picture after picture.
    private double[][] logits(Rows q, Rows k, int head, int tokens) {
      int d = model.channels;
      double[][] logits = new double[q.count()][tokens];
      for (int i = 0; i < logits.length; i++) {
        for (int j = 0; j < tokens; j++) {
          int other = i / tokens * tokens + j;
          double sum = 0;
          for (int c = head * d; c < (head + 1) * d; c++) {
            sum += q.data[i * width + c] * k.data[other * width + c];
          }
          logits[i][j] = sum / StrictMath.sqrt(d);
        }
      }
      return logits;
    }

    /// The standard deviation within rows.
    private static double spread(double[][] rows) {
      double sum = 0;
      for (double[] row : rows) {
        double mean = Arrays.stream(row).average().orElseThrow();
        sum += Arrays.stream(row).map(z -> (z - mean) * (z - mean)).average().orElseThrow();
      }
      return StrictMath.sqrt(sum / rows.length);
    }

    private void mix(double[][] logits, Rows v, int head, int tokens, Rows y) {
      int d = model.channels;
      for (int i = 0; i < logits.length; i++) {
        double max = Arrays.stream(logits[i]).max().orElseThrow();
        double[] p = Arrays.stream(logits[i]).map(z -> StrictMath.exp(z - max)).toArray();
        double total = Arrays.stream(p).sum();
        for (int j = 0; j < tokens; j++) {
          int other = i / tokens * tokens + j;
          for (int c = head * d; c < (head + 1) * d; c++) {
            y.data[i * width + c] += p[j] / total * v.data[other * width + c];
          }
        }
      }
    }

    private Rows mlp(Rows x) {
      Rows in = x.layernorm(tensors.get("g2").data, tensors.get("b2").data);
      double[] w1 = behindNorm("2", 4 * width);
      double[] c1 = normal.times(.3, 4 * width);
      Arrays.setAll(c1, i -> c1[i] - .5);
      scale(w1, 0, w1.length, 1 / in.linear(w1, new double[4 * width]).rms());
      Rows hidden = in.linear(w1, c1).gelu();
      double[] w2 = normal.times(1 / StrictMath.sqrt(4 * width), 4 * width * width);
      put("w1", w1, 4 * width, width);
      put("c1", c1, 4 * width);
      return branch(
          hidden, put("w2", w2, width, 4 * width), put("c2", normal.times(.05, width), width));
    }

    /// Scales the last layer of a branch to what it shall add.
    private Rows branch(Rows in, double[] w, double[] b) {
      double factor = branch / in.linear(w, b).rms();
      scale(w, 0, w.length, factor);
      scale(b, 0, b.length, factor);
      return in.linear(w, b);
    }

    private static void scale(double[] values, int from, int to, double factor) {
      for (int i = from; i < to; i++) {
        values[i] *= factor;
      }
    }
  }

  /// Normal numbers by Box and Muller (1958).
  static final class Normal {
    private final DoubleSupplier uniform;

    Normal(long seed) {
      this.uniform = new SplittableRandom(seed)::nextDouble;
    }

    double[] times(double deviation, int count) {
      double[] values = new double[count];
      Arrays.setAll(values, i -> deviation * next());
      return values;
    }

    private double next() {
      double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform.getAsDouble()));
      return radius * StrictMath.cos(2 * StrictMath.PI * uniform.getAsDouble());
    }
  }

  /// The two file formats, just enough of each. Numbers keep 12 significant bits: files compress.
  static final class TensorWriter {
    static byte[] safetensors(Map<String, Tensor> tensors) {
      StringBuilder header = new StringBuilder("{");
      ByteArrayOutputStream data = new ByteArrayOutputStream();
      tensors.forEach((name, tensor) -> {
        int begin = data.size();
        data.writeBytes(bytes(tensor.data));
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

    static byte[] npz(Tensor x) throws IOException {
      String shape = Arrays.toString(x.shape).replace('[', '(').replace(']', ')');
      String header =
          "{'descr': '<f4', 'fortran_order': False, 'shape': %s, }".formatted(shape);
      header += " ".repeat((64 - (11 + header.length()) % 64) % 64) + "\n";
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
        ZipEntry entry = new ZipEntry("x.npy");
        entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
        zip.putNextEntry(entry);
        zip.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        zip.write(new byte[] {(byte) header.length(), (byte) (header.length() >> 8)});
        zip.write(header.getBytes(StandardCharsets.US_ASCII));
        zip.write(bytes(x.data));
        zip.closeEntry();
      }
      return bytes.toByteArray();
    }

    private static byte[] bytes(double[] values) {
      ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
      for (double value : values) {
        buffer.putInt(Float.floatToIntBits((float) value) + 0x800 & ~0xfff);
      }
      return buffer.array();
    }
  }
}
