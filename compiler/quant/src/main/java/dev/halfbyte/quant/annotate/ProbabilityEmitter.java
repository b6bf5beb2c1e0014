package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.ir.op.Softmax;
import dev.halfbyte.ir.range.DimBounds;
import dev.halfbyte.passes.rewrite.Rewriter;
import dev.halfbyte.quant.Explanation;
import dev.halfbyte.quant.QuantCode;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.codes.ArrayFamily;
import dev.halfbyte.quant.codes.CodeFamily;
import dev.halfbyte.quant.codes.NearestCode;
import dev.halfbyte.quant.policy.Choice;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.policy.Setting;
import dev.halfbyte.quant.policy.SoftmaxChoice;
import dev.halfbyte.quant.softmax.EarlyNormalization;
import dev.halfbyte.quant.softmax.IBertSoftmax;
import dev.halfbyte.quant.softmax.LateNormalization;
import dev.halfbyte.quant.softmax.LogIntSoftmax;
import dev.halfbyte.quant.softmax.LogitRows;
import dev.halfbyte.quant.softmax.Probabilities;
import dev.halfbyte.quant.softmax.ProbabilityTables;
import dev.halfbyte.quant.softmax.Shiftmax;
import dev.halfbyte.quant.softmax.Softermax;
import dev.halfbyte.quant.softmax.SoftmaxForm;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Writes the integer form of every softmax into the annotated program: its codes are made of the
/// codes of its logits, and only read as floats.
final class ProbabilityEmitter {
  private static final int MOST_BITS = 8;

  private final Sites sites;
  private final NumericsPolicy policy;
  private final DimBounds bounds;
  private final Rewriter copy;
  private final FoldedFactors factors;
  private final List<Explanation> explanations = new ArrayList<>();
  private final List<Diagnostic> faults = new ArrayList<>();
  private final FoundTables tables;

  ProbabilityEmitter(
      Sites sites,
      NumericsPolicy policy,
      CalibrationResult calibration,
      Program program,
      Rewriter copy) {
    tables = new FoundTables(calibration, faults);
    this.sites = sites;
    this.policy = policy;
    this.copy = copy;
    bounds = new DimBounds(program.dims());
    factors = new FoldedFactors(sites.flow(), program.definitions());
  }

  /// The probabilities, read as floats.
  ///
  /// @param logits codes of [LogitRows#ENCODING], in the copy
  Value emit(Node node, Softmax op, Value logits) {
    Optional<SoftmaxForm> form = form(node, op);
    long longest = longest(node);
    if (form.isEmpty() || longest > LogitRows.LONGEST) {
      // A fault was reported; the program is not used.
      return copy.builder().splat(0f, logits);
    }
    copy.builder().at(Optional.empty(), node.origin());
    LogitRows rows = new LogitRows(copy.builder(), logits, op.mask().map(copy::mapped), longest);
    Probabilities result = form.get().build(rows);
    copy.name(result.codes(), node.path());
    Value numbers = floats(result.codes(), result.scale());
    return result
        .denominators()
        .map(sums -> copy.add(new Binary(Binary.Kind.DIV, numbers, repeated(sums, numbers))))
        .orElse(numbers);
  }

  private Value floats(Value integers, float scale) {
    Value constant = copy.constant("scale", Tensor.ofFloats(Shape.SCALAR, scale));
    Shape shape = copy.type(integers).shape();
    return copy.add(new Dequantize(integers, copy.builder().broadcast(constant, shape, List.of())));
  }

  private Value repeated(Value sums, Value like) {
    Shape shape = copy.type(like).shape();
    List<Integer> axes = IntStream.range(0, shape.rank() - 1).boxed().toList();
    return copy.builder().broadcast(floats(sums, 1f), shape, axes);
  }

  private long longest(Node node) {
    Shape shape = node.type().shape();
    Dim row = shape.dim(shape.rank() - 1);
    long longest = bounds.of(row).hi().longValueExact();
    if (longest > LogitRows.LONGEST) {
      faults.add(
          Diagnostic.error(
                  QuantCode.TOO_WIDE,
                  "rows of softmax `"
                      + sites.name(node.value())
                      + "` may have "
                      + longest
                      + " elements; sums are proven up to "
                      + LogitRows.LONGEST)
              .help("bound the dim `" + row + "`"));
    }
    return longest;
  }

  private Optional<SoftmaxForm> form(Node node, Softmax op) {
    String name = sites.name(node.value());
    List<String> paths = new ArrayList<>(List.of(name));
    node.path().ifPresent(paths::add);
    Choice<Setting.Softmax> choice = policy.softmax(paths);
    Choice<Setting.Activation> codes = policy.probability(List.of(name));
    SoftmaxChoice chosen = choice.setting().choice();
    if (chosen.fixesCodes() && policy.statesProbability(List.of(name))) {
      faults.add(
          fault(name, "has codes of its own, which " + codes.reason() + " changes")
              .help("leave the codes of `" + name + "` to the form, or choose `norm late`"));
      return Optional.empty();
    }
    boolean masked = op.mask().isPresent();
    Optional<Coded> form = form(name, chosen, codes, masked);
    form.ifPresent(found ->
        explanations.add(
            new Explanation.Softmaxed(
                name,
                chosen.toString(),
                found.codes(),
                found.form().normalization(),
                factors.of(op.operand()),
                choice.reason())));
    return form.map(Coded::form);
  }

  /// A form and the codes of its result, in words.
  private record Coded(SoftmaxForm form, String codes) {
    /// A form that defines its codes.
    static Optional<Coded> fixed(SoftmaxForm form) {
      return Optional.of(new Coded(form, "of the form itself"));
    }
  }

  private Optional<Coded> form(
      String name, SoftmaxChoice choice, Choice<Setting.Activation> codes, boolean masked) {
    return switch (choice) {
      case LATE ->
          array(name, choice, codes, masked)
              .map(a -> new Coded(new LateNormalization(a.encoding(), a.one()), a.words()));
      case EARLY ->
          array(name, choice, codes, masked)
              .map(a -> new Coded(new EarlyNormalization(a.encoding(), a.one()), a.words()));
      case I_BERT -> Coded.fixed(new IBertSoftmax());
      case I_VIT -> Coded.fixed(new Shiftmax());
      case LOG_INT -> Coded.fixed(new LogIntSoftmax());
      case SOFTERMAX -> Coded.fixed(new Softermax());
      case THREE_PASS, TWO_PASS -> {
        faults.add(
            fault(name, "is to be computed on floats, `" + choice + "`, in a quantized kernel")
                .help("use `norm late`, or `default act f32` to keep the whole kernel in floats"));
        yield Optional.empty();
      }
    };
  }

  /// @param one the number of probability 1
  private record Numbers(Encoding encoding, long one, String words) {}

  private Optional<Numbers> array(
      String name, SoftmaxChoice form, Choice<Setting.Activation> codes, boolean masked) {
    ElemType.IntType storage = codes.setting().storage();
    if (storage.bits() > MOST_BITS) {
      faults.add(
          fault(name, "gets codes of " + storage.bits() + " bits by " + codes.reason())
              .help("probabilities have at most " + MOST_BITS + " bits"));
      return Optional.empty();
    }
    String words = codes.setting().codes();
    Optional<Numbers> numbers =
        switch (codes.setting().family()) {
          case CodeFamily.Affine _ -> {
            Encoding affine = new Encoding.Affine(storage, storage.min());
            yield Optional.of(new Numbers(affine, NearestCode.largest(affine), words));
          }
          case ArrayFamily family ->
              tables
                  .of(name, words + " " + form, family)
                  .map(chosen ->
                      new Numbers(
                          chosen.family().table(storage.bits()),
                          chosen.family().one(storage.bits()),
                          words + chosen.reason()));
        };
    return numbers.filter(n -> suits(name, form, n, masked));
  }

  private boolean suits(String name, SoftmaxChoice form, Numbers numbers, boolean masked) {
    boolean noZero = masked && numbers.encoding().zeroCode().isEmpty();
    boolean negative =
        form == SoftmaxChoice.LATE
            && ProbabilityTables.hasNegative(numbers.encoding(), numbers.one());
    if (noZero) {
      faults.add(
          Diagnostic.error(
                  QuantCode.NO_ZERO,
                  "softmax `%s` has absent elements, and no code of `%s` is zero"
                      .formatted(name, numbers.words()))
              .help(
                  "choose codes with a zero, such as `u4 log_sqrt2`, or `sulq` with an `eta` that is"
                      + " a power of two"));
    }
    if (negative) {
      faults.add(
          fault(name, "is divided by sums of `" + numbers.words() + "`, which has negative numbers")
              .help("choose `norm early`, or codes that reach from zero up"));
    }
    return !noZero && !negative;
  }

  private static Diagnostic fault(String name, String message) {
    return Diagnostic.error(QuantCode.POLICY, "softmax `" + name + "` " + message);
  }

  /// Ends with all faults of all softmaxes, if there are any.
  void throwFaults() {
    if (!faults.isEmpty()) {
      throw new DiagnosticException(faults);
    }
  }

  List<Explanation> explanations() {
    return List.copyOf(explanations);
  }
}
