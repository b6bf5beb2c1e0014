package dev.halfbyte.bench.accuracy;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.op.Softmax;
import dev.halfbyte.quant.codes.CodeFamily;
import dev.halfbyte.quant.codes.LogFamily;
import dev.halfbyte.quant.codes.SearchedFamily;
import dev.halfbyte.quant.codes.TableFamily;
import dev.halfbyte.quant.policy.Setting;
import dev.halfbyte.quant.policy.SoftmaxChoice;
import dev.halfbyte.quant.softmax.EarlyNormalization;
import dev.halfbyte.quant.softmax.IBertSoftmax;
import dev.halfbyte.quant.softmax.LateNormalization;
import dev.halfbyte.quant.softmax.LogIntSoftmax;
import dev.halfbyte.quant.softmax.Shiftmax;
import dev.halfbyte.quant.softmax.Softermax;
import dev.halfbyte.source.CompilerBug;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/// Signal to noise of `p V` for every form of softmax, and what follows for the defaults.
///
/// @param ours forms with a choice of codes
/// @param others floats and published forms, by name
/// @param values exact probabilities with V in codes of so many bits
public record SoftmaxFigures(
    List<Figure> ours, List<Named> others, SortedMap<Integer, Double> values) {
  /// The bits for which `norm late` and `norm early` are compared.
  private static final List<Integer> WIDTHS = List.of(3, 4, 8);

  private static final List<CodeFamily> FAMILIES =
      List.of(CodeFamily.AFFINE, LogFamily.LOG2, LogFamily.LOG_SQRT2);

  /// The activations for which codes are recommended.
  static final List<Integer> ACTIVATIONS = List.of(8, 4);

  /// So much may probabilities add to the noise that the codes of V make, in dB.
  private static final double MOST_ADDED = 1.5;

  public SoftmaxFigures {
    ours = List.copyOf(ours);
    others = List.copyOf(others);
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /// A form with codes and its figure.
  public record Figure(SoftmaxChoice choice, Setting.Activation codes, double decibels) {}

  /// A form that fixes its codes, and its figure.
  public record Named(String name, double decibels) {}

  /// Measures everything on `heads`.
  public static SoftmaxFigures measure(List<AttentionRows> heads) {
    List<Figure> ours = new ArrayList<>();
    for (int bits : WIDTHS) {
      FAMILIES.forEach(family -> ours.addAll(both(bits, family, heads)));
    }
    ours.addAll(both(8, LogFamily.LOGITS, heads));
    List<Named> others = new ArrayList<>();
    for (Softmax.Form form : Softmax.Form.values()) {
      others.add(named(form.toString(), new SoftmaxUnit.Floats(form), heads));
    }
    others.add(named("I_BERT", new SoftmaxUnit.Integers(new IBertSoftmax()), heads));
    others.add(named("I_VIT", new SoftmaxUnit.Integers(new Shiftmax()), heads));
    others.add(named("LOG_INT", new SoftmaxUnit.Integers(new LogIntSoftmax()), heads));
    others.add(named("SOFTERMAX", new SoftmaxUnit.Integers(new Softermax()), heads));
    SortedMap<Integer, Double> values = new TreeMap<>();
    for (int bits : ACTIVATIONS) {
      values.put(
          bits,
          heads.stream().mapToDouble(h -> h.codedValuesDecibels(bits)).average().orElseThrow());
    }
    return new SoftmaxFigures(ours, others, values);
  }

  private static Named named(String name, SoftmaxUnit unit, List<AttentionRows> heads) {
    return new Named(name.toLowerCase(Locale.ROOT), unit.decibels(heads));
  }

  private static List<Figure> both(int bits, CodeFamily family, List<AttentionRows> heads) {
    IntType storage = new IntType(bits, false);
    Setting.Activation codes = new Setting.Activation(storage, family);
    Encoding encoding =
        switch (family) {
          case CodeFamily.Affine _ -> new Encoding.Affine(storage, 0);
          case TableFamily table -> table.table(bits);
          case SearchedFamily searched ->
              throw new CompilerBug("parameters of `" + searched + "` are not stated");
        };
    SoftmaxUnit late = new SoftmaxUnit.Integers(new LateNormalization(encoding));
    SoftmaxUnit early = new SoftmaxUnit.Integers(new EarlyNormalization(encoding));
    return List.of(
        new Figure(SoftmaxChoice.LATE, codes, late.decibels(heads)),
        new Figure(SoftmaxChoice.EARLY, codes, early.decibels(heads)));
  }

  /// The figure of a form with codes.
  public double decibels(SoftmaxChoice choice, Setting.Activation codes) {
    return ours.stream()
        .filter(f -> f.choice == choice && f.codes.equals(codes))
        .findFirst()
        .orElseThrow()
        .decibels;
  }

  /// The form and codes to use beside activations of `bits`, no wider than those.
  ///
  /// Affine codes, which one multiplication by a byte takes, if some add little enough noise; else
  /// the best there are: entries of tables take two.
  public Figure recommended(int bits) {
    List<Figure> candidates = ours.stream().filter(f -> f.codes.storage().bits() <= bits).toList();
    Comparator<Figure> better = Comparator.comparingDouble(Figure::decibels);
    return candidates.stream()
        .filter(f -> f.codes.family().equals(CodeFamily.AFFINE) && added(f, bits) <= MOST_ADDED)
        .max(better)
        .orElseGet(() -> candidates.stream().max(better).orElseThrow());
  }

  /// The noise that codes of probabilities add to that of V in codes of `bits`, in dB.
  double added(Figure figure, int bits) {
    double over = Objects.requireNonNull(values.get(bits)) - figure.decibels;
    return 10 * Math.log10(1 + Math.pow(10, over / 10));
  }
}
