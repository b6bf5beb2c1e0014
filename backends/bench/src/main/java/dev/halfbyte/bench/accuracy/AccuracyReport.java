package dev.halfbyte.bench.accuracy;

import dev.halfbyte.quant.policy.SoftmaxChoice;
import java.util.ArrayList;
import java.util.List;

/// `./dev bench accuracy-units` as text.
public final class AccuracyReport {
  static final long SEED = 20250201;

  private AccuracyReport() {}

  /// Lines to print.
  public static List<String> lines() {
    List<AttentionRows> heads = AttentionRows.heads(SEED);
    List<String> lines = new ArrayList<>();
    lines.add("softmax: signal to noise of p x V in dB, mean of " + heads.size() + " seeded heads");
    for (AttentionRows head : heads) {
      lines.add(
          "  head: entropy %.1f bits, median of the largest p %.2f"
              .formatted(head.entropy(), head.medianPeak()));
    }
    lines.addAll(softmax(SoftmaxFigures.measure(heads)));
    StreamRows stream = StreamRows.draw(SEED);
    lines.add(
        "layernorm (centered) and rmsnorm (raw): signal to noise of normalized rows of "
            + stream.channels()
            + " channels in dB");
    for (NormFigures.Figure figure : NormFigures.measure(stream).figures()) {
      lines.add("  %-38s %8.1f".formatted(figure.form(), figure.decibels()));
    }
    return lines;
  }

  private static List<String> softmax(SoftmaxFigures figures) {
    List<String> lines = new ArrayList<>();
    lines.add("  %-28s %8s %8s %8s".formatted("codes", "early", "late", "gain"));
    for (SoftmaxFigures.Figure late : figures.ours()) {
      if (late.choice() == SoftmaxChoice.LATE) {
        double early = figures.decibels(SoftmaxChoice.EARLY, late.codes());
        lines.add(
            "  %-28s %8.1f %8.1f %+8.1f"
                .formatted(late.codes().codes(), early, late.decibels(), late.decibels() - early));
      }
    }
    for (SoftmaxFigures.Named other : figures.others()) {
      lines.add("  %-28s %8.1f".formatted(other.name(), other.decibels()));
    }
    figures
        .values()
        .forEach((bits, decibels) ->
            lines.add("  %-28s %8.1f".formatted("exact p, V of " + bits + " bits", decibels)));
    for (int bits : SoftmaxFigures.ACTIVATIONS) {
      SoftmaxFigures.Figure best = figures.recommended(bits);
      lines.add(
          "recommended beside %d-bit activations: softmax %s, act %s; adds %.1f dB to the noise of V"
              .formatted(bits, best.choice(), best.codes().codes(), figures.added(best, bits)));
    }
    return lines;
  }
}
