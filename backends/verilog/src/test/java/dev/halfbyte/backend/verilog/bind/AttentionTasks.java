package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.backend.verilog.cmd.Dequantizer;
import dev.halfbyte.backend.verilog.cmd.HostInput;
import dev.halfbyte.backend.verilog.cmd.HostOutput;
import dev.halfbyte.backend.verilog.cmd.Quantizer;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.DigitPlanes;
import dev.halfbyte.rtl.Memory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// The tasks of a block of a vision transformer, without the numbers.
public final class AttentionTasks {
  private static final IntType S4 = ElemType.S4;
  private static final IntType S16 = ElemType.S16;

  private final AcceleratorConfig config;
  private final int tokens;
  private final int heads;
  private final int channels;
  private final List<Task> tasks = new ArrayList<>();
  private int things;

  private AttentionTasks(AcceleratorConfig config, int tokens, int heads, int channels) {
    this.config = config;
    this.tokens = tokens;
    this.heads = heads;
    this.channels = channels;
  }

  /// Returns a block of `heads` heads of `channels` channels on `tokens` tokens.
  public static TaskGraph block(AcceleratorConfig config, int tokens, int heads, int channels) {
    return blocks(config, tokens, heads, channels, 1);
  }

  /// Returns blocks one behind the other.
  public static TaskGraph blocks(
      AcceleratorConfig config, int tokens, int heads, int channels, int count) {
    AttentionTasks blocks = new AttentionTasks(config, tokens, heads, channels);
    blocks.build(count);
    List<String> labels =
        IntStream.range(0, blocks.tasks.size()).mapToObj(i -> "task" + i).toList();
    long width = (long) heads * channels;
    long macs = count * (tokens * width * width * 12 + 2L * tokens * tokens * width);
    return new TaskGraph("block", blocks.tasks, labels, macs);
  }

  private void build(int count) {
    int width = heads * channels;
    Matrix x = matrix(1, width, S16, Memory.RES);
    HostInput input = new HostInput("x", List.of((long) tokens, (long) width), tokens, width);
    tasks.add(new Task.Read(input, new Quantizer(0x3f800000, S16, 0), x));
    Matrix out = x;
    for (int block = 0; block < count; block++) {
      out = block(out, width);
    }
    HostOutput output =
        new HostOutput(
            "out",
            List.of((long) tokens, (long) width),
            tokens,
            width,
            16,
            true,
            new Dequantizer(0x3f800000, 0));
    tasks.add(new Task.Write(out, output));
  }

  private Matrix block(Matrix x, int width) {
    Matrix first = norm(x);
    Matrix q = matrix(heads, channels, S4, Memory.ACT);
    ComputedWeights k = weights(ComputedWeights.Form.COLUMNS, channels, tokens);
    ComputedWeights v = weights(ComputedWeights.Form.ROWS, tokens, channels);
    product(first, width, width, new ProductTarget.Turned(k), Optional.empty());
    product(first, width, width, codes(q), Optional.empty());
    product(first, width, width, new ProductTarget.Turned(v), Optional.empty());
    Matrix y = matrix(heads, channels, S4, Memory.ACT);
    for (int head = 0; head < heads; head++) {
      attend(q, k, v, y, head);
    }
    Matrix mid = matrix(1, width, S16, Memory.RES);
    product(y, width, width, codes(mid), Optional.of(x));
    Matrix hidden = matrix(1, 4 * width, S4, Memory.ACT);
    product(norm(mid), width, 4 * width, codes(hidden), Optional.empty());
    Matrix out = matrix(1, width, S16, Memory.RES);
    product(hidden, 4 * width, width, codes(out), Optional.of(mid));
    return out;
  }

  private void attend(Matrix q, ComputedWeights k, ComputedWeights v, Matrix y, int head) {
    Matrix scores = matrix(1, tokens, S16, Memory.RES);
    tasks.add(
        new Task.MatMul(
            q,
            Optional.of(head),
            Optional.empty(),
            new WeightSource.Computed(k, head),
            requantization(tokens, Optional.empty()),
            codes(scores)));
    Matrix p = matrix(1, tokens, ElemType.U4, Memory.ACT);
    RowFactors factors = new RowFactors(things++, tokens);
    tasks.add(
        new Task.Softmax(
            scores,
            OptionalInt.empty(),
            new SoftmaxForm.Late(40000, 16, 15, factors),
            new SoftmaxTable(Collections.nCopies(256, 1), Collections.nCopies(256, 15)),
            15,
            p));
    Requantization rows =
        new Requantization(
            Channels.splat(0, channels),
            new Scaling.Rows(factors),
            Clamp.of(S4, 0),
            Optional.empty(),
            Optional.empty());
    tasks.add(
        new Task.MatMul(
            p,
            Optional.empty(),
            Optional.of(DigitPlanes.plain(false)),
            new WeightSource.Computed(v, head),
            rows,
            new ProductTarget.Codes(y, Optional.of(head))));
  }

  private Matrix norm(Matrix source) {
    Matrix target = matrix(1, source.cols(), S4, Memory.ACT);
    NormForm form =
        new NormForm(
            NormForm.Kind.LAYER,
            12,
            9,
            20,
            1,
            Channels.splat(1, source.cols()),
            Channels.splat(0, source.cols()));
    tasks.add(new Task.Norm(source, form, Clamp.of(S4, 0), target));
    return target;
  }

  private void product(
      Matrix source, int k, int n, ProductTarget target, Optional<Matrix> residual) {
    tasks.add(
        new Task.MatMul(
            source,
            Optional.empty(),
            Optional.empty(),
            new WeightSource.Fixed(new Weights(k, n, new short[k * n])),
            requantization(n, residual.map(m -> new Requantization.Residual(m, 1, 0))),
            target));
  }

  private static Requantization requantization(
      int columns, Optional<Requantization.Residual> residual) {
    return new Requantization(
        Channels.splat(0, columns),
        new Scaling.Columns(Channels.splat(1, columns), Channels.splat(1, columns)),
        Clamp.of(residual.isPresent() ? S16 : S4, 0),
        residual,
        Optional.empty());
  }

  private static ProductTarget codes(Matrix matrix) {
    return new ProductTarget.Codes(matrix, Optional.empty());
  }

  private ComputedWeights weights(ComputedWeights.Form form, int k, int n) {
    return new ComputedWeights(things++, form, heads, k, n, -1, S4);
  }

  private Matrix matrix(int groups, int cols, IntType storage, Memory home) {
    int drained = Math.ceilDiv(cols, config.cols()) * config.drainWords();
    int alignment = home == Memory.ACT ? config.rowAlignment() : 1;
    int words = Math.ceilDiv(drained, alignment) * alignment;
    return new Matrix(things++, tokens, groups, cols, words, groups * words, storage, home);
  }
}
