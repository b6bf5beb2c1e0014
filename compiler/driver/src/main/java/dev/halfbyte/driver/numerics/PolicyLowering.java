package dev.halfbyte.driver.numerics;

import dev.halfbyte.driver.KernelFile;
import dev.halfbyte.frontend.ast.ElementType;
import dev.halfbyte.frontend.ast.Numerics;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.quant.codes.ArrayFamily;
import dev.halfbyte.quant.codes.CodeFamily;
import dev.halfbyte.quant.policy.CalibrationPlan;
import dev.halfbyte.quant.policy.Granularity;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.policy.PathPattern;
import dev.halfbyte.quant.policy.Rule;
import dev.halfbyte.quant.policy.Setting;
import dev.halfbyte.quant.policy.SoftmaxChoice;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Turns a `numerics` block into a policy; what the quantizer has no meaning for yet is a
/// diagnostic at its place, all of them together.
public final class PolicyLowering {
  private final List<Diagnostic> diagnostics = new ArrayList<>();
  private final FamilyLowering families = new FamilyLowering(diagnostics);

  private PolicyLowering() {}

  /// The policy called `name`: a block of the file, else a built-in one.
  public static NumericsPolicy named(KernelFile file, String name) {
    Optional<Numerics> block = file.module().numerics(name);
    return block.isPresent()
        ? new PolicyLowering().lower(block.get())
        : NumericsPolicy.builtIn(name);
  }

  private NumericsPolicy lower(Numerics block) {
    boolean floats = isFloat(block);
    List<Rule> rules = new ArrayList<>();
    for (Numerics.Rule rule : block.rules()) {
      List<Setting> settings = new ArrayList<>();
      rule.settings().forEach(setting -> setting(setting, floats).ifPresent(settings::add));
      if (!floats) {
        settings.addAll(new ReparamLowering(diagnostics).of(rule));
        settings.addAll(scaleAxes(rule));
      }
      PathPattern pattern =
          rule.path().map(path -> PathPattern.parse(path.span().text())).orElse(PathPattern.ANY);
      rules.add(new Rule(pattern, settings, rule.span().toString()));
    }
    CalibrationPlan plan =
        block.calibration().flatMap(this::calibration).orElseGet(() -> usual(rules));
    if (!diagnostics.isEmpty()) {
      throw new DiagnosticException(diagnostics);
    }
    return floats
        ? NumericsPolicy.floats(block.name(), rules)
        : NumericsPolicy.builtIn("w4a8").with(block.name(), rules).calibrated(plan);
  }

  /// The axes along which activations have scales.
  private static List<Setting> scaleAxes(Numerics.Rule rule) {
    List<Setting> settings = new ArrayList<>();
    for (Numerics.Setting setting : rule.settings()) {
      if (setting instanceof Numerics.Encode encode
          && encode.role() == Numerics.Role.ACTIVATION
          && encode.granularity().orElse(null) instanceof Numerics.PerAxis(int axis)) {
        settings.add(new Setting.ScaleAxis(axis));
      }
    }
    return settings;
  }

  /// Codes of less than 4 bits are of no use over whole ranges.
  private static CalibrationPlan usual(List<Rule> rules) {
    boolean narrow =
        rules.stream()
            .flatMap(rule -> rule.settings().stream())
            .anyMatch(PolicyLowering::isNarrowActivation);
    return narrow ? CalibrationPlan.NARROW : CalibrationPlan.DEFAULT;
  }

  private static boolean isNarrowActivation(Setting setting) {
    return setting instanceof Setting.Activation(IntType storage, CodeFamily family)
        && storage.bits() < 4
        && !(family instanceof ArrayFamily array && !array.signed());
  }

  /// Whether a default says `f32`: the kernel is not quantized then.
  private static boolean isFloat(Numerics block) {
    return block.rules().stream()
        .filter(rule -> rule.path().isEmpty())
        .flatMap(rule -> rule.settings().stream())
        .anyMatch(setting ->
            setting instanceof Numerics.Encode encode
                && encode.encoding().storage() instanceof ElementType.Float32);
  }

  private Optional<Setting> setting(Numerics.Setting setting, boolean floats) {
    return switch (setting) {
      case Numerics.Softmax softmax -> softmax(softmax, floats);
      case Numerics.Rounding rounding -> new LayerLowering(diagnostics).of(rounding, floats);
      case Numerics.Bias bias -> new LayerLowering(diagnostics).of(bias, floats);
      case Numerics.Encode encode -> floats ? plain(encode) : encode(encode);
    };
  }

  private Optional<Setting> softmax(Numerics.Softmax softmax, boolean floats) {
    Optional<SoftmaxChoice> choice = SoftmaxChoice.named(softmax.form());
    if (choice.isEmpty() || choice.get().floats() != floats) {
      List<String> names =
          Arrays.stream(SoftmaxChoice.values())
              .filter(known -> known.floats() == floats)
              .map(SoftmaxChoice::toString)
              .toList();
      String kind = floats ? "a kernel of floats" : "a quantized kernel";
      diagnostics.add(
          Diagnostic.error(
                  NumericsCode.BAD_ARGUMENT,
                  softmax.span(),
                  "no form of softmax `" + softmax.form() + "` in " + kind)
              .help("there are " + String.join(", ", names)));
      return Optional.empty();
    }
    return choice.map(Setting.Softmax::new);
  }

  /// In a kernel of floats `f32` says nothing new, and codes have no place.
  private Optional<Setting> plain(Numerics.Encode encode) {
    if (!(encode.encoding().storage() instanceof ElementType.Float32)) {
      diagnostics.add(
          Diagnostic.error(
                  NumericsCode.BAD_ARGUMENT,
                  encode.span(),
                  "codes in a kernel whose default is `f32`")
              .help("state integer types for all defaults, or `f32` everywhere"));
    } else if (encode.via().isPresent() || encode.granularity().isPresent()) {
      diagnostics.add(
          Diagnostic.error(
                  NumericsCode.BAD_ARGUMENT,
                  encode.span(),
                  "scales in a kernel whose default is `f32`")
              .help("floats have no scales: write `f32` alone"));
    }
    return Optional.empty();
  }

  private Optional<Setting> encode(Numerics.Encode encode) {
    if (!(encode.encoding().storage() instanceof ElementType.Whole whole)) {
      return unsupported(encode.encoding().span(), "a float encoding inside a quantized kernel");
    }
    IntType storage = new IntType(whole.bits(), whole.signed());
    Optional<CodeFamily> family =
        encode
            .encoding()
            .family()
            .map(method -> families.of(method, storage, encode.role()))
            .orElse(Optional.of(CodeFamily.AFFINE));
    return family.flatMap(found ->
        switch (encode.role()) {
          case WEIGHT -> weight(encode, storage, found);
          case ACTIVATION ->
              perTensor(encode)
                  ? Optional.of(new Setting.Activation(storage, found))
                  : Optional.empty();
          case RESIDUAL ->
              storage.bits() == 1
                  ? signless(encode, "a sum `" + storage + "` has room for zero and one sign only")
                  : perTensor(encode)
                      ? Optional.of(new Setting.Residual(storage))
                      : Optional.empty();
        });
  }

  private Optional<Setting> weight(Numerics.Encode encode, IntType storage, CodeFamily family) {
    if (storage.bits() == 1 && family.equals(CodeFamily.AFFINE)) {
      return signless(encode, "a weight `" + storage + "` has room for zero and one sign only");
    }
    Optional<Granularity> granularity =
        encode
            .granularity()
            .map(stated ->
                switch (stated) {
                  case Numerics.PerTensor _ -> Optional.of(Granularity.PER_TENSOR);
                  case Numerics.PerAxis axis ->
                      Optional.<Granularity>of(new Granularity.PerAxis(axis.axis()));
                  case Numerics.PerToken _ ->
                      this.<Granularity>unsupported(encode.span(), "weights per token");
                  case Numerics.PerGroup group ->
                      Optional.<Granularity>of(new Granularity.PerGroup(group.size()));
                })
            .orElse(Optional.of(Granularity.PER_CHANNEL));
    return granularity.map(g -> new Setting.Weight(storage, g, family));
  }

  private <T> Optional<T> signless(Numerics.Encode encode, String message) {
    diagnostics.add(
        Diagnostic.error(NumericsCode.BAD_ARGUMENT, encode.span(), message)
            .help("`u1 binary` are two signs, `s2 ternary` has a zero besides"));
    return Optional.empty();
  }

  private boolean perTensor(Numerics.Encode encode) {
    boolean whole =
        encode.granularity().isEmpty()
            || encode.granularity().get() instanceof Numerics.PerTensor
            || (encode.role() == Numerics.Role.ACTIVATION
                && encode.granularity().get() instanceof Numerics.PerAxis);
    if (!whole && encode.granularity().get() instanceof Numerics.PerGroup) {
      diagnostics.add(
          Diagnostic.error(
                  NumericsCode.NO_GROUPS,
                  encode.span(),
                  "only weights have scales per group: these codes are made while the kernel runs")
              .help("leave `group` out here; `weight s4 group 128` puts it on the weights"));
    } else if (!whole) {
      unsupported(encode.span(), "activations by anything but tensor or axis");
    }
    return whole;
  }

  private Optional<CalibrationPlan> calibration(Numerics.Calibration calibration) {
    OptionalInt samples =
        calibration.samples().isPresent()
            ? OptionalInt.of(Math.toIntExact(calibration.samples().getAsLong()))
            : OptionalInt.empty();
    long seed = calibration.seed().orElse(0);
    Numerics.Method method = calibration.method();
    return switch (method.name()) {
      case "minmax" ->
          Optional.of(new CalibrationPlan(new CalibrationPlan.MinMax(), samples, seed));
      case "mse" ->
          method.arguments().isEmpty()
              ? Optional.of(new CalibrationPlan(new CalibrationPlan.MeanSquare(), samples, seed))
              : rejected(method.span(), "`mse` takes no arguments");
      case "percentile" ->
          fractions(method)
              .map(f -> new CalibrationPlan(new CalibrationPlan.Percentile(f), samples, seed));
      default -> unsupported(method.span(), "calibration `" + method.name() + "`");
    };
  }

  private Optional<List<Double>> fractions(Numerics.Method method) {
    List<Double> fractions = new ArrayList<>();
    for (Numerics.Argument argument : method.arguments()) {
      boolean inside =
          argument.value() instanceof Numerics.Exact number
              && number.value().doubleValue() > 0.5
              && number.value().doubleValue() <= 1;
      if (!inside) {
        return rejected(argument.span(), "a percentile is a number above 0.5, at most 1");
      }
      fractions.add(((Numerics.Exact) argument.value()).value().doubleValue());
    }
    return fractions.isEmpty()
        ? rejected(method.span(), "`percentile` needs at least one fraction")
        : Optional.of(fractions);
  }

  private <T> Optional<T> unsupported(Span span, String what) {
    diagnostics.add(
        Diagnostic.error(NumericsCode.NO_MEANING_YET, span, what + " has no meaning yet")
            .help(
                "use affine codes such as `s4` or `u8`, per tensor or, for weights, per axis or"
                    + " group"));
    return Optional.empty();
  }

  private <T> Optional<T> rejected(Span span, String message) {
    diagnostics.add(
        Diagnostic.error(NumericsCode.BAD_ARGUMENT, span, message)
            .help("for example `calibrate percentile(.999, .9999) samples 32 seed 1`"));
    return Optional.empty();
  }
}
