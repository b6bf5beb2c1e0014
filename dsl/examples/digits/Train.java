import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Makes everything beside `digits.hb` but the kernel: draws digits, trains the classifier and
/// writes `weights.safetensors`, `calibration.npz` and `data.npz` (1000 test images with labels).
///
/// Run it with `java Train.java OUTPUT_FOLDER`. It needs nothing but a JDK; every number is seeded
/// and uses [StrictMath], so two runs give the same files. A digit is a set of strokes under a
/// random affine map, with stray scratches, drawn with a random pen, blur, contrast and noise at
/// 16 x 16 pixels.
final class Train {
  static final int SIDE = 16;
  static final int PIXELS = SIDE * SIDE;
  static final int[] WIDTHS = {PIXELS, 64, 32, 10};
  static final int TRAIN_IMAGES = 40_000;
  static final int TEST_IMAGES = 1_000;
  static final int CALIBRATION_IMAGES = 128;
  static final int EPOCHS = 14;
  static final int BATCH = 32;

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args.length == 1 ? args[0] : ".");
    Images train = Images.draw(TRAIN_IMAGES, 1);
    Images test = Images.draw(TEST_IMAGES, 2);
    Images calibration = Images.draw(CALIBRATION_IMAGES, 3);
    Network network = new Network(new SplittableRandom(4));
    SplittableRandom order = new SplittableRandom(5);
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      float rate = 0.002f * (float) (1 + StrictMath.cos(StrictMath.PI * epoch / EPOCHS)) / 2;
      double loss = network.epoch(train, order, rate);
      System.out.printf("epoch %d: loss %.4f, test %.4f%n", epoch, loss, network.accuracy(test));
    }
    Files.write(folder.resolve("weights.safetensors"), TensorWriter.safetensors(network.tensors()));
    Files.write(folder.resolve("calibration.npz"), TensorWriter.npz(calibration, false));
    Files.write(folder.resolve("data.npz"), TensorWriter.npz(test, true));
  }

  /// Pictures in [0, 1], a step of 1/255, and what they show.
  record Images(float[][] pixels, int[] labels) {
    static Images draw(int count, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      float[][] pixels = new float[count][];
      int[] labels = new int[count];
      for (int i = 0; i < count; i++) {
        labels[i] = i % 10;
        List<double[][]> strokes = Glyphs.of(labels[i], random);
        strokes.addAll(Glyphs.scratches(random));
        pixels[i] = new Pen(random).draw(strokes);
      }
      return new Images(pixels, labels);
    }
  }

  /// Strokes of the digits as polylines in a unit square, y downwards.
  static final class Glyphs {
    static List<double[][]> of(int digit, SplittableRandom random) {
      boolean variant = random.nextInt(3) == 0;
      return switch (digit) {
        case 0 -> strokes(arc(.5, .5, variant ? .22 : .3, .45, 0, 360));
        case 1 ->
            variant
                ? strokes(line(.5, .05, .5, .95))
                : strokes(line(.3, .25, .52, .05, .52, .95));
        case 2 ->
            strokes(join(arc(.5, .3, .28, .25, 190, 400), line(.68, .48, .22, .95, .8, .95)));
        case 3 ->
            variant
                ? strokes(join(line(.25, .05, .75, .05, .45, .42), arc(.47, .68, .28, .27, -90, 150)))
                : strokes(join(arc(.47, .28, .26, .23, 200, 450), arc(.47, .72, .3, .23, -90, 160)));
        case 4 ->
            variant
                ? strokes(line(.3, .05, .22, .58, .82, .58), line(.66, .3, .66, .95))
                : strokes(line(.66, .95, .66, .05, .18, .65, .85, .65));
        case 5 -> strokes(join(line(.74, .05, .3, .05, .27, .45), arc(.47, .66, .29, .28, -120, 150)));
        case 6 ->
            strokes(join(line(.66, .05, .38, .35, .24, .62), arc(.5, .68, .27, .26, 190, 545)));
        case 7 ->
            variant
                ? strokes(line(.2, .06, .8, .06, .4, .95), line(.35, .5, .72, .5))
                : strokes(line(.2, .06, .8, .06, .4, .95));
        case 8 -> strokes(arc(.5, .28, .23, .22, 0, 360), arc(.5, .72, .28, .24, 0, 360));
        default ->
            strokes(join(arc(.5, .32, .26, .26, 10, 370), line(.76, .36, .7, .65, .5, .95)));
      };
    }

    private static List<double[][]> strokes(double[][]... strokes) {
      return new ArrayList<>(Arrays.asList(strokes));
    }

    /// Up to two short strokes that belong to no digit.
    static List<double[][]> scratches(SplittableRandom random) {
      List<double[][]> scratches = new ArrayList<>();
      for (int i = random.nextInt(3); i > 0; i--) {
        double x = random.nextDouble();
        double y = random.nextDouble();
        double angle = 2 * StrictMath.PI * random.nextDouble();
        scratches.add(
            line(x, y, x + .22 * StrictMath.cos(angle), y + .22 * StrictMath.sin(angle)));
      }
      return scratches;
    }

    private static double[][] line(double... xy) {
      double[][] points = new double[xy.length / 2][];
      for (int i = 0; i < points.length; i++) {
        points[i] = new double[] {xy[2 * i], xy[2 * i + 1]};
      }
      return points;
    }

    private static double[][] arc(
        double x, double y, double radiusX, double radiusY, double from, double to) {
      double[][] points = new double[17][];
      for (int i = 0; i < points.length; i++) {
        double angle = StrictMath.toRadians(from + (to - from) * i / (points.length - 1));
        points[i] =
            new double[] {x + radiusX * StrictMath.cos(angle), y + radiusY * StrictMath.sin(angle)};
      }
      return points;
    }

    private static double[][] join(double[][] first, double[][] second) {
      List<double[]> points = new ArrayList<>(List.of(first));
      points.addAll(List.of(second));
      return points.toArray(double[][]::new);
    }
  }

  /// A random hand: affine map, width, softness, contrast, noise.
  static final class Pen {
    private final SplittableRandom random;
    private final double[] map;
    private final double width;
    private final double soft;
    private final double ink;
    private final double noise;

    Pen(SplittableRandom random) {
      this.random = random;
      double angle = StrictMath.toRadians(range(-22, 22));
      double shear = range(-.4, .4);
      double scaleX = range(.5, .95) * SIDE;
      double scaleY = range(.6, .95) * SIDE;
      double cos = StrictMath.cos(angle);
      double sin = StrictMath.sin(angle);
      double centre = (SIDE - 1) / 2.0;
      this.map =
          new double[] {
            cos * scaleX, (cos * shear - sin) * scaleY, centre + range(-1.6, 1.6),
            sin * scaleX, (sin * shear + cos) * scaleY, centre + range(-1.6, 1.6)
          };
      this.width = range(.55, 1.25);
      this.soft = range(.5, 1.1);
      this.ink = range(.45, 1);
      this.noise = range(0, .4);
    }

    private double range(double low, double high) {
      return low + (high - low) * random.nextDouble();
    }

    float[] draw(List<double[][]> strokes) {
      float[] image = new float[PIXELS];
      for (int pixel = 0; pixel < PIXELS; pixel++) {
        double distance = Double.MAX_VALUE;
        for (double[][] stroke : strokes) {
          for (int i = 1; i < stroke.length; i++) {
            distance =
                StrictMath.min(
                    distance,
                    distance(pixel % SIDE, pixel / SIDE, place(stroke[i - 1]), place(stroke[i])));
          }
        }
        double shade = ink * clamp((width - distance) / soft + .5);
        double grey = shade + noise * (random.nextDouble() + random.nextDouble() - 1);
        image[pixel] = StrictMath.round(255 * clamp(grey)) / 255f;
      }
      return image;
    }

    private double[] place(double[] point) {
      double x = point[0] - .5;
      double y = point[1] - .5;
      return new double[] {map[0] * x + map[1] * y + map[2], map[3] * x + map[4] * y + map[5]};
    }

    private static double distance(double x, double y, double[] a, double[] b) {
      double dx = b[0] - a[0];
      double dy = b[1] - a[1];
      double length = StrictMath.max(1e-9, dx * dx + dy * dy);
      double t = clamp(((x - a[0]) * dx + (y - a[1]) * dy) / length);
      return StrictMath.hypot(x - a[0] - t * dx, y - a[1] - t * dy);
    }

    private static double clamp(double value) {
      return StrictMath.max(0, StrictMath.min(1, value));
    }
  }

  /// Three linear layers with ReLU between them, trained by Adam on the cross entropy.
  static final class Network {
    private final Layer[] layers = new Layer[WIDTHS.length - 1];
    private int step;

    Network(SplittableRandom random) {
      for (int i = 0; i < layers.length; i++) {
        layers[i] = new Layer(WIDTHS[i], WIDTHS[i + 1], random);
      }
    }

    double epoch(Images images, SplittableRandom random, float rate) {
      int[] order = new int[images.pixels.length];
      for (int i = 0; i < order.length; i++) {
        int other = random.nextInt(i + 1);
        order[i] = order[other];
        order[other] = i;
      }
      double loss = 0;
      for (int i = 0; i < order.length; i++) {
        loss += learn(images.pixels[order[i]], images.labels[order[i]]);
        if ((i + 1) % BATCH == 0) {
          step++;
          for (Layer layer : layers) {
            layer.update(rate, step);
          }
        }
      }
      return loss / order.length;
    }

    private double learn(float[] image, int label) {
      float[][] values = forward(image);
      float[] probabilities = softmax(values[layers.length]);
      double loss = -StrictMath.log(StrictMath.max(1e-9, probabilities[label]));
      float[] gradient = probabilities;
      gradient[label] -= 1;
      for (int i = layers.length - 1; i >= 0; i--) {
        gradient = layers[i].backward(values[i], gradient);
        for (int j = 0; j < gradient.length; j++) {
          gradient[j] = values[i][j] > 0 ? gradient[j] : 0;
        }
      }
      return loss;
    }

    private float[][] forward(float[] image) {
      float[][] values = new float[layers.length + 1][];
      values[0] = image;
      for (int i = 0; i < layers.length; i++) {
        values[i + 1] = layers[i].forward(values[i], i + 1 < layers.length);
      }
      return values;
    }

    private static float[] softmax(float[] logits) {
      float max = Float.NEGATIVE_INFINITY;
      for (float logit : logits) {
        max = StrictMath.max(max, logit);
      }
      float[] result = new float[logits.length];
      float sum = 0;
      for (int i = 0; i < result.length; i++) {
        result[i] = (float) StrictMath.exp(logits[i] - max);
        sum += result[i];
      }
      for (int i = 0; i < result.length; i++) {
        result[i] /= sum;
      }
      return result;
    }

    double accuracy(Images images) {
      int right = 0;
      for (int i = 0; i < images.pixels.length; i++) {
        float[] logits = forward(images.pixels[i])[layers.length];
        int best = 0;
        for (int j = 1; j < logits.length; j++) {
          best = logits[j] > logits[best] ? j : best;
        }
        right += best == images.labels[i] ? 1 : 0;
      }
      return right / (double) images.pixels.length;
    }

    Map<String, TensorWriter.Data> tensors() {
      Map<String, TensorWriter.Data> tensors = new LinkedHashMap<>();
      for (int i = 0; i < layers.length; i++) {
        Layer layer = layers[i];
        tensors.put(
            "w" + (i + 1), new TensorWriter.Data(new int[] {layer.outputs, layer.inputs}, layer.weights));
        tensors.put("b" + (i + 1), new TensorWriter.Data(new int[] {layer.outputs}, layer.biases));
      }
      return tensors;
    }
  }

  /// `y = x w^T + b` with Adam's moments beside the weights.
  static final class Layer {
    final int inputs;
    final int outputs;
    final float[] weights;
    final float[] biases;
    private final float[] weightGradient;
    private final float[] biasGradient;
    private final float[][] moments;

    Layer(int inputs, int outputs, SplittableRandom random) {
      this.inputs = inputs;
      this.outputs = outputs;
      this.weights = new float[inputs * outputs];
      this.biases = new float[outputs];
      this.weightGradient = new float[weights.length];
      this.biasGradient = new float[outputs];
      this.moments = new float[][] {
        new float[weights.length], new float[weights.length], new float[outputs], new float[outputs]
      };
      double bound = StrictMath.sqrt(6.0 / inputs);
      for (int i = 0; i < weights.length; i++) {
        weights[i] = (float) (bound * (2 * random.nextDouble() - 1));
      }
    }

    float[] forward(float[] x, boolean relu) {
      float[] y = biases.clone();
      for (int o = 0; o < outputs; o++) {
        float sum = y[o];
        for (int i = 0; i < inputs; i++) {
          sum += weights[o * inputs + i] * x[i];
        }
        y[o] = relu ? StrictMath.max(0, sum) : sum;
      }
      return y;
    }

    float[] backward(float[] x, float[] gradient) {
      float[] back = new float[inputs];
      for (int o = 0; o < outputs; o++) {
        float g = gradient[o];
        biasGradient[o] += g;
        if (g != 0) {
          for (int i = 0; i < inputs; i++) {
            weightGradient[o * inputs + i] += g * x[i];
            back[i] += g * weights[o * inputs + i];
          }
        }
      }
      return back;
    }

    void update(float rate, int step) {
      adam(weights, weightGradient, moments[0], moments[1], rate, step);
      adam(biases, biasGradient, moments[2], moments[3], rate, step);
    }

    private static void adam(
        float[] values, float[] gradient, float[] mean, float[] square, float rate, int step) {
      float meanScale = (float) (1 / (1 - StrictMath.pow(.9, step)));
      float squareScale = (float) (1 / (1 - StrictMath.pow(.999, step)));
      for (int i = 0; i < values.length; i++) {
        float g = gradient[i] / BATCH;
        mean[i] = .9f * mean[i] + .1f * g;
        square[i] = .999f * square[i] + .001f * g * g;
        values[i] -=
            rate * mean[i] * meanScale / ((float) StrictMath.sqrt(square[i] * squareScale) + 1e-8f);
        gradient[i] = 0;
      }
    }
  }

  /// The two file formats, just enough of each.
  static final class TensorWriter {
    record Data(int[] shape, float[] values) {}

    static byte[] safetensors(Map<String, Data> tensors) {
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

    static byte[] npz(Images images, boolean labels) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        for (float[] image : images.pixels) {
          pixels.writeBytes(bytes(image));
        }
        int count = images.labels.length;
        member(zip, "image", "<f4", count + ", " + PIXELS, pixels.toByteArray());
        if (labels) {
          ByteBuffer buffer = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
          for (int label : images.labels) {
            buffer.putInt(label);
          }
          member(zip, "label", "<i4", count + ",", buffer.array());
        }
      }
      return bytes.toByteArray();
    }

    private static void member(
        OutputStream out, String name, String dtype, String shape, byte[] data) throws IOException {
      ZipOutputStream zip = (ZipOutputStream) out;
      ZipEntry entry = new ZipEntry(name + ".npy");
      entry.setTimeLocal(java.time.LocalDateTime.of(1980, 1, 1, 0, 0));
      zip.putNextEntry(entry);
      String header =
          "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }".formatted(dtype, shape);
      header += " ".repeat((64 - (11 + header.length()) % 64) % 64) + "\n";
      zip.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
      zip.write(new byte[] {(byte) header.length(), (byte) (header.length() >> 8)});
      zip.write(header.getBytes(StandardCharsets.US_ASCII));
      zip.write(data);
      zip.closeEntry();
    }

    private static byte[] bytes(float[] values) {
      ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
      for (float value : values) {
        buffer.putFloat(value);
      }
      return buffer.array();
    }
  }
}
