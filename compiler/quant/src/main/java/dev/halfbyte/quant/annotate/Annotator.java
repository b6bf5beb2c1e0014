package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.CoreOp;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.ir.op.Softmax;
import dev.halfbyte.passes.rewrite.Rewriter;
import dev.halfbyte.quant.Explanation;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.codes.NearestCode;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.scan.ScanBodies;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// Writes the decisions of the quantizer into the program, still in floats: every coded value goes
/// through `quantize` and `dequantize`, every weight is `dequantize` of its codes.
///
/// The result is a program like any other: running it shows the effect of the codes, and the scales
/// are operands that later passes may move between a value and its users.
public final class Annotator {
  private final Program program;
  private final Sites sites;
  private final CodePlan plan;
  private final ConstantCoder constants;
  private final Rewriter copy;
  private final Map<Value, Map<CodeChoice, Value>> coded = new HashMap<>();
  private final Map<Value, Node> definitions;
  private final ProbabilityEmitter probabilities;
  private final BiasCorrections corrections;
  private final ProbabilityMeans means;

  private final ScanAnnotator scans;
  private final ScanAnnotator.BodyAnnotator bodies;

  /// @param program of `scope`, or an iteration of its body with codes on the border
  /// @param layers roundings by samples, of all iterations
  /// @param place which iteration
  private Annotator(
      Program program,
      Scope scope,
      Streams streams,
      NumericsPolicy policy,
      CalibrationResult calibration,
      LayerCodes layers,
      ScanBodies.Place place) {
    this.program = program;
    sites = new Sites(program, scope.sites().names());
    plan = new CodePlan(program, sites, policy, calibration, streams.magnitudes(scope));
    copy = new Rewriter(program);
    constants = new ConstantCoder(sites, policy, calibration, copy, layers, place);
    corrections = new BiasCorrections(program, sites, copy);
    means = new ProbabilityMeans(program, sites, policy, copy, layers, place);
    definitions = program.definitions();
    probabilities = new ProbabilityEmitter(sites, policy, calibration, program, copy);
    scans = new ScanAnnotator(scope, streams, policy, copy);
    bodies =
        (body, inner, iteration, count) ->
            new Annotator(
                    body,
                    inner,
                    streams,
                    policy,
                    calibration,
                    layers,
                    place.inside(iteration, count))
                .run();
  }

  /// A program with its codes written in, and the reasons.
  public record Annotated(Program program, List<Explanation> explanations) {
    public Annotated {
      explanations = List.copyOf(explanations);
    }
  }

  /// Annotates a prepared program (see [Preparation]).
  ///
  /// @throws dev.halfbyte.source.DiagnosticException for missing ranges, weights that are no finite
  ///   numbers, or axes without scales
  public static Annotated annotate(
      Program program, NumericsPolicy policy, CalibrationResult calibration) {
    LayerCodes layers = LayerCodes.of(calibration.roundings());
    Annotated annotated = annotate(program, policy, calibration, layers);
    layers.throwFaults();
    return annotated;
  }

  /// A program with all weights rounded to nearest, and those that its policy wants rounded, or
  /// corrected, by samples.
  ///
  /// @param softmaxes those whose mean error is to be known, by name, and in how many iterations of
  ///   a scan they differ: 1 where one form serves all
  public record Survey(
      Program program, List<LayerWeight> weights, SortedMap<String, Integer> softmaxes) {
    public Survey {
      weights = List.copyOf(weights);
      softmaxes = Collections.unmodifiableSortedMap(new TreeMap<>(softmaxes));
    }
  }

  /// Annotates a prepared program before anything is known about its layers.
  ///
  /// @throws dev.halfbyte.source.DiagnosticException as [#annotate]
  public static Survey survey(
      Program program, NumericsPolicy policy, CalibrationResult calibration) {
    LayerCodes layers = LayerCodes.survey();
    Annotated annotated = annotate(program, policy, calibration, layers);
    return new Survey(annotated.program(), layers.wanted(), layers.softmaxes());
  }

  private static Annotated annotate(
      Program program, NumericsPolicy policy, CalibrationResult calibration, LayerCodes layers) {
    Scope scope = Scope.of(program);
    Streams streams = Streams.of(scope, calibration);
    CalibrationResult complete = WeightTables.complete(program, policy, calibration);
    return new Annotator(program, scope, streams, policy, complete, layers, ScanBodies.Place.ONLY)
        .run();
  }

  private Annotated run() {
    program.parameters().stream().map(Parameter::value).forEach(this::emitCodes);
    for (Node node : program.nodes()) {
      emit(node);
    }
    constants.throwFaults();
    probabilities.throwFaults();
    // Movement was also copied in its uncoded form, which has no use left.
    Program annotated = Preparation.withoutDeadNodes(copy.finish(this::output));
    List<Explanation> explanations = new ArrayList<>(plan.explanations());
    explanations.addAll(constants.explanations());
    explanations.addAll(probabilities.explanations());
    explanations.addAll(means.explanations());
    explanations.addAll(scans.explanations());
    return new Annotated(annotated, explanations);
  }

  private Value output(Output output) {
    Value value = output.value();
    return sites.flow().isFloat(value)
        ? operand(value, new Sites.Demand(new Need.Result(), List.of(output.name())))
        : copy.mapped(value);
  }

  private void emit(Node node) {
    List<Value> operands = node.op().operands();
    List<Need> needs = sites.needs(node);
    if (node.op() instanceof Softmax softmax) {
      softmax(node, softmax);
    } else if (node.op() instanceof Scan) {
      scan(node);
    } else if (needs.stream()
        .allMatch(need -> need instanceof Need.Raw || need instanceof Need.Part)) {
      copy.copyOriginal(node);
    } else {
      List<Value> taken = new ArrayList<>();
      for (int i = 0; i < operands.size(); i++) {
        taken.add(operand(node, operands.get(i), needs.get(i)));
      }
      copy.copy(node, node.op().withOperands(corrections.operands(node, taken)));
      constants.correction(node).ifPresent(found -> corrections.correct(node, found));
      means.correct(node, taken);
    }
    node.results().forEach(result -> emitCodes(result.value()));
  }

  private void scan(Node node) {
    scans.emit(
        node,
        program,
        value -> operand(value, new Sites.Demand(new Need.Result(), List.of())),
        (literal, like) -> scalar("inverse_scale", literal, like),
        bodies);
    for (Node.Result result : node.results()) {
      if (sites.flow().isFloat(result.value())) {
        Value codes = copy.mapped(result.value());
        float scale = scans.choice(result.value()).scale();
        copy.map(result.value(), copy.add(new Dequantize(codes, scalar("scale", scale, codes))));
      }
    }
  }

  private void softmax(Node node, Softmax op) {
    Value logits = operand(node, op.operand(), new Need.Logits());
    Value result = probabilities.emit(node, op, codesBehind(logits));
    copy.map(node.value(), result);
    means.find(node, op, result);
    copy.name(result, node.path());
  }

  /// The codes of what was dequantized and perhaps moved; constants are quantized here.
  private Value codesBehind(Value floats) {
    Optional<Op> definition = copy.definition(floats);
    if (definition.isPresent() && definition.get() instanceof Dequantize(Value codes, var _)) {
      return codes;
    }
    if (definition.isPresent() && definition.get() instanceof CoreOp.Movement movement) {
      return copy.add(
          movement.withOperands(movement.operands().stream().map(this::codesBehind).toList()));
    }
    CodeChoice choice = CodeChoice.LOGITS;
    Value inverse = scalar("inverse_scale", 1f / choice.scale(), floats);
    return copy.add(new Quantize(floats, inverse, choice.encoding()));
  }

  private Value operand(Node node, Value value, Need need) {
    return switch (need) {
      case Need.Raw _, Need.Part _ -> copy.mapped(value);
      case Need.Absorbed _ -> {
        constants.requireFinite(value);
        yield copy.mapped(value);
      }
      case Need.Weight weight -> constants.weight(node, value, weight);
      case Need.ConstantTerm term -> constants.term(node, value, term);
      case Need.Signs _ -> constants.signs(value);
      case Need.Activation _,
          Need.Transformed _,
          Need.TableInput _,
          Need.Logits _,
          Need.Term _,
          Need.Result _ ->
          operand(value, new Sites.Demand(need, List.of()));
    };
  }

  /// What an op with `demand` takes of `value`; constants and unknown roles stay as they are.
  private Value operand(Value value, Sites.Demand demand) {
    return sites.flow().role(sites.site(value)) instanceof Role.Fixed
        ? copy.mapped(value)
        : coded(value, plan.choice(value, demand));
  }

  /// Quantizes a site into each of its codes.
  ///
  /// An accumulator or sum is rounded once, to its finest codes, and the others are made of those:
  /// one result leaves the loop that computes it.
  private void emitCodes(Value site) {
    SequencedSet<CodeChoice> choices = plan.choicesOf(site);
    Role role = sites.flow().role(site);
    if (role instanceof Role.Coded(CodeChoice given)) {
      coded.computeIfAbsent(site, _ -> new HashMap<>()).put(given, copy.mapped(site));
      return;
    }
    if (choices.isEmpty() || role instanceof Role.Joined || role instanceof Role.Fixed) {
      return;
    }
    boolean oneHome =
        choices.size() > 1 && (role instanceof Role.Accumulator || role instanceof Role.Sum);
    List<CodeChoice> finestFirst = new ArrayList<>(choices);
    finestFirst.sort(
        Comparator.comparing((CodeChoice choice) -> choice.table().isPresent())
            .thenComparing(CodeChoice::bits, Comparator.reverseOrder()));
    Value source = copy.mapped(site);
    Optional<CodeChoice> clamping =
        role instanceof Role.Sum ? plan.clamping(site) : Optional.empty();
    if (clamping.isPresent()) {
      source = throughCodes(source, clamping.get(), sites.name(site));
    }
    for (CodeChoice choice : finestFirst) {
      Value value = throughCodes(source, choice, sites.name(site));
      coded.computeIfAbsent(site, _ -> new HashMap<>()).put(choice, value);
      boolean home = oneHome && choice.equals(finestFirst.getFirst()) && choice.table().isEmpty();
      source = home ? value : source;
    }
  }

  private Value throughCodes(Value source, CodeChoice choice, String name) {
    Value inverse =
        scales("inverse_scale", choice, scale -> 1f / scale, 1f / choice.scale(), source);
    Value affine = copy.add(new Quantize(source, inverse, choice.encoding()));
    Value codes = choice.table().map(table -> nearest(affine, choice, table)).orElse(affine);
    copy.name(codes, Optional.of(name));
    Value scale = scales("scale", choice, UnaryOperator.identity(), choice.readScale(), source);
    return copy.add(new Dequantize(codes, scale));
  }

  /// A function of the scales of `choice`, which is `all` where there is one scale.
  private Value scales(
      String hint, CodeChoice choice, UnaryOperator<Float> function, float all, Value like) {
    if (choice.indexed().isEmpty()) {
      return scalar(hint, all, like);
    }
    CodeChoice.Indexed indexed = choice.indexed().get();
    Shape extent = Shape.of(indexed.scales().size());
    Tensor data = Tensor.generateFloats(extent, i -> function.apply(indexed.scales().get(i)));
    Value constant = copy.constant(hint, data);
    return copy.builder().broadcast(constant, copy.type(like).shape(), List.of(indexed.axis()));
  }

  private Value nearest(Value affine, CodeChoice choice, CodeChoice.Entries table) {
    NearestCode nearest = new NearestCode(table.encoding());
    double ratio = (double) choice.scale() / table.scale();
    IntType storage = choice.encoding().storage();
    TensorType type = new TensorType(choice.readType(), Shape.of(1L << storage.bits()));
    Tensor codes =
        Tensor.generateInts(
            type, i -> nearest.of(choice.encoding().decode(storage.min() + i) * ratio));
    return copy.add(new Lookup(affine, copy.constant("nearest", codes)));
  }

  private Value scalar(String hint, float literal, Value like) {
    Value constant = copy.constant(hint, Tensor.ofFloats(Shape.SCALAR, literal));
    return copy.builder().broadcast(constant, copy.type(like).shape(), List.of());
  }

  /// `value` after its codes; movement is repeated on the coded form of what it moves.
  private Value coded(Value value, CodeChoice choice) {
    Map<CodeChoice, Value> known = coded.computeIfAbsent(value, _ -> new HashMap<>());
    Value existing = known.get(choice);
    if (existing != null) {
      return existing;
    }
    Node movement = Objects.requireNonNull(definitions.get(value));
    List<Value> sources =
        movement.op().operands().stream().map(source -> coded(source, choice)).toList();
    PaddedCodes.requireZero(movement, choice.read(), sites.name(value));
    copy.at(movement);
    Value moved = copy.add(movement.op().withOperands(sources));
    known.put(choice, moved);
    return moved;
  }
}
