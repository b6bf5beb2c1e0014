package dev.halfbyte.quant.policy;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.quant.QuantCode;
import dev.halfbyte.quant.codes.BinaryFamily;
import dev.halfbyte.quant.codes.CodeFamily;
import dev.halfbyte.source.CompilerBug;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// With which numbers a kernel computes: rules by value path, of which the last match wins.
///
/// @param quantized false for `f32`: the program stays as it is
/// @param rules in order of precedence, the built-in default first
/// @param calibration how ranges are found
public record NumericsPolicy(
    String name, boolean quantized, List<Rule> rules, CalibrationPlan calibration) {
  /// What names of built-in policies look like, for help texts.
  public static final String BUILT_IN = "f32 and wNaM, bits of weights and activations from 1 to 8";

  private static final Pattern NAME = Pattern.compile("w([1-8])a([1-8])");

  private static final List<Setting> FLOAT_SETTINGS =
      List.of(new Setting.Softmax(SoftmaxChoice.THREE_PASS));

  public NumericsPolicy {
    rules = List.copyOf(rules);
  }

  /// A built-in policy: `f32`, or weights and activations of the bits in its name (`w4a8`) with
  /// 16-bit sums and outputs. One bit stands for signs. Ranges are minimum and maximum; for
  /// activations of at most 4 bits, where outliers cost most, the best of some percentiles, the
  /// whole range among them.
  ///
  /// @throws DiagnosticException for another name
  public static NumericsPolicy builtIn(String name) {
    if (name.equals("f32")) {
      return floats(name, List.of());
    }
    Matcher bits = NAME.matcher(name);
    if (!bits.matches()) {
      throw new DiagnosticException(
          Diagnostic.error(QuantCode.POLICY, "unknown numerics `" + name + "`")
              .help("built in are " + BUILT_IN + ", such as w4a8"));
    }
    return uniform(name, Integer.parseInt(bits.group(1)), Integer.parseInt(bits.group(2)));
  }

  private static NumericsPolicy uniform(String name, int weight, int activation) {
    List<Setting> settings =
        List.of(
            new Setting.Weight(storage(weight), Granularity.PER_CHANNEL, family(weight)),
            new Setting.Activation(storage(activation), family(activation)),
            new Setting.Reparam(CommonScale.MEDIAN),
            new Setting.Residual(ElemType.S16),
            new Setting.Softmax(SoftmaxChoice.LATE));
    Rule rule = new Rule(PathPattern.ANY, settings, "built-in " + name);
    return new NumericsPolicy(
        name, true, List.of(rule), CalibrationPlan.forActivations(activation));
  }

  private static IntType storage(int bits) {
    return new IntType(bits, bits > 1);
  }

  private static CodeFamily family(int bits) {
    return bits > 1 ? CodeFamily.AFFINE : new BinaryFamily();
  }

  /// A policy that leaves a kernel in floats, with choices between float forms.
  public static NumericsPolicy floats(String name, List<Rule> rules) {
    Rule rule = new Rule(PathPattern.ANY, FLOAT_SETTINGS, "built-in f32");
    return new NumericsPolicy(name, false, List.of(rule), CalibrationPlan.DEFAULT)
        .with(name, rules);
  }

  /// This policy with rules that take precedence over its own.
  public NumericsPolicy with(String newName, List<Rule> more) {
    List<Rule> all = new ArrayList<>(rules);
    all.addAll(more);
    return new NumericsPolicy(newName, quantized, all, calibration);
  }

  /// This policy calibrated in another way.
  public NumericsPolicy calibrated(CalibrationPlan plan) {
    return new NumericsPolicy(name, quantized, rules, plan);
  }

  /// The codes of a weight; `paths` are the weight's own and that of the contraction.
  public Choice<Setting.Weight> weight(Collection<String> paths) {
    return require(last(Setting.Weight.class, paths), "weight");
  }

  /// The codes of an activation, known under each of `paths`.
  public Choice<Setting.Activation> activation(Collection<String> paths) {
    return require(last(Setting.Activation.class, paths), "act");
  }

  /// The codes of a sum or a kernel output, known under each of `paths`.
  public Choice<Setting.Residual> residual(Collection<String> paths) {
    return require(last(Setting.Residual.class, paths), "residual");
  }

  /// Along which axis an activation has scales of its own, by the rule that states its codes;
  /// absent: one scale for all.
  public Optional<Choice<Setting.ScaleAxis>> scaleAxis(Collection<String> paths) {
    return last(Setting.Activation.class, paths)
        .map(Choice::rule)
        .flatMap(rule ->
            rule.settings().stream()
                .filter(Setting.ScaleAxis.class::isInstance)
                .map(setting -> new Choice<>((Setting.ScaleAxis) setting, rule))
                .findFirst());
  }

  /// Whether the channels of an activation get scales of their own; absent: not.
  public Optional<Choice<Setting.Reparam>> reparam(Collection<String> paths) {
    return last(Setting.Reparam.class, paths).filter(choice -> !choice.setting().isNone());
  }

  /// Whether any rule wants another value in place of an activation.
  public boolean transforms() {
    return rules.stream()
        .flatMap(rule -> rule.settings().stream())
        .anyMatch(s -> s instanceof Setting.Reparam(var method) && method.transforms());
  }

  /// How a weight is rounded, where that needs samples; `paths` are the weight's own and that of
  /// the contraction.
  public Optional<Choice<Setting.Rounding>> rounding(Collection<String> paths) {
    return last(Setting.Rounding.class, paths)
        .filter(choice -> choice.setting().method() != WeightRounding.NEAREST);
  }

  /// Whether a layer's bias makes up for its mean error, likewise.
  public Optional<Choice<Setting.Bias>> biasCorrection(Collection<String> paths) {
    return last(Setting.Bias.class, paths).filter(choice -> choice.setting().corrected());
  }

  /// Whether any weight or bias follows from what its layer sees.
  public boolean needsLayers() {
    return rules.stream()
        .flatMap(rule -> rule.settings().stream())
        .anyMatch(setting ->
            (setting instanceof Setting.Rounding(var method) && method != WeightRounding.NEAREST)
                || (setting instanceof Setting.Bias(boolean corrected) && corrected));
  }

  /// The form of a softmax, known under each of `paths`.
  public Choice<Setting.Softmax> softmax(Collection<String> paths) {
    return require(last(Setting.Softmax.class, paths), "softmax");
  }

  /// The codes of what a softmax gives, known under each of `paths`.
  ///
  /// A default, or signed affine codes, speak of activations in general: then the codes are those
  /// that measurements recommend beside activations of that width. Any other rule is taken as it
  /// is.
  public Choice<Setting.Activation> probability(Collection<String> paths) {
    Choice<Setting.Activation> choice = activation(paths);
    return isAboutAll(choice)
        ? new Choice<>(ProbabilityCodes.forActivations(choice.setting().storage()), choice.rule())
        : choice;
  }

  /// Whether a rule states the codes of probabilities themselves, known under each of `paths`.
  public boolean statesProbability(Collection<String> paths) {
    return !isAboutAll(activation(paths));
  }

  private static boolean isAboutAll(Choice<Setting.Activation> choice) {
    Setting.Activation setting = choice.setting();
    return choice.rule().isDefault()
        || (setting.family().equals(CodeFamily.AFFINE) && setting.storage().signed());
  }

  private <S extends Setting> Choice<S> require(Optional<Choice<S>> choice, String role) {
    return choice.orElseThrow(
        () -> new CompilerBug("policy " + name + " has no default for " + role));
  }

  private <S extends Setting> Optional<Choice<S>> last(Class<S> kind, Collection<String> paths) {
    for (Rule rule : rules.reversed()) {
      boolean matches = rule.isDefault() || paths.stream().anyMatch(rule.pattern()::matches);
      for (Setting setting : rule.settings().reversed()) {
        if (matches && kind.isInstance(setting)) {
          return Optional.of(new Choice<>(kind.cast(setting), rule));
        }
      }
    }
    return Optional.empty();
  }
}
