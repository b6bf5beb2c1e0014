package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.ir.scan.ScanIterations;
import dev.halfbyte.passes.rewrite.Rewriter;
import dev.halfbyte.quant.Explanation;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.scan.IterationReasons;
import dev.halfbyte.quant.scan.ScanParts;
import dev.halfbyte.quant.scan.Stacking;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/// Annotates scans: what crosses the border of a body has the 16-bit codes of its stream, before,
/// inside and after; the body is annotated once for each iteration, with its constants, and all of
/// them are one again, since only constants can differ.
final class ScanAnnotator {
  private final Scope scope;
  private final Streams streams;
  private final NumericsPolicy policy;
  private final Rewriter copy;
  private final List<Explanation> explanations = new ArrayList<>();

  /// Annotates one iteration in the scope of its body.
  @FunctionalInterface
  interface BodyAnnotator {
    Annotator.Annotated annotate(Program iteration, Scope body, int number, int count);
  }

  ScanAnnotator(Scope scope, Streams streams, NumericsPolicy policy, Rewriter copy) {
    this.scope = scope;
    this.streams = streams;
    this.policy = policy;
    this.copy = copy;
  }

  /// Writes the annotated form of `node`; its float results are mapped to dequantized codes.
  ///
  /// @param program that is annotated
  /// @param operand the form of an operand that is to be quantized for the body
  /// @param scalar a literal repeated to the shape of a value
  void emit(
      Node node,
      Program program,
      UnaryOperand operand,
      BiFunction<Float, Value, Value> scalar,
      BodyAnnotator annotator) {
    Scan scan = (Scan) node.op();
    Scope body = scope.body(node.results().getFirst().value());
    ScanIterations iterations = ScanIterations.of(program, scan, program.dims());
    Map<String, CodeChoice> parameters = new HashMap<>();
    Map<Value, CodeChoice> crossing = new HashMap<>();
    List<Value> operands = scan.operands();
    for (int i = 0; i < operands.size(); i++) {
      Parameter parameter = scan.body().parameters().get(i);
      boolean carried = i < scan.carried().size();
      if (isFloat(operands.get(i)) && (carried || !iterations.isKnown(i))) {
        Value named = carried ? node.results().get(i).value() : operands.get(i);
        CodeChoice choice = choice(named);
        parameters.put(parameter.name(), choice);
        crossing.put(operands.get(i), choice);
      }
    }
    Map<String, CodeChoice> outputs = outputs(node, scan);
    List<Program> bodies = new ArrayList<>();
    List<List<Explanation>> reasons = new ArrayList<>();
    for (int i = 0; i < iterations.count(); i++) {
      Program bordered = Border.around(iterations.body(i), parameters, outputs);
      requireSameSites(node, i, bordered, body);
      Annotator.Annotated annotated = annotator.annotate(bordered, body, i, iterations.count());
      bodies.add(annotated.program());
      reasons.add(annotated.explanations());
    }
    explanations.addAll(IterationReasons.merge(reasons));
    copy.at(node);
    ScanParts parts =
        ScanParts.of(
            iterations,
            value -> {
              CodeChoice choice = crossing.get(value);
              if (choice == null) {
                return copy.mapped(value);
              }
              Value taken = operand.of(value);
              Value inverse = scalar.apply(1f / choice.scale(), taken);
              return copy.add(new Quantize(taken, inverse, choice.encoding()));
            });
    copy.copy(node, Stacking.of(node, bodies).scan(parts, copy));
  }

  /// Values get codes in all iterations or in none.
  private static void requireSameSites(Node node, int number, Program bordered, Scope body) {
    Sites own = new Sites(bordered, body.sites().names());
    for (Value site : own.all().keySet()) {
      if (!body.sites().all().containsKey(site)) {
        throw Stacking.differ(node, number, "codes for `" + own.name(site) + "`");
      }
    }
  }

  /// An operand of the scan in the form that a result of the kernel would have.
  @FunctionalInterface
  interface UnaryOperand {
    Value of(Value operand);
  }

  private boolean isFloat(Value value) {
    return scope.sites().flow().isFloat(value);
  }

  /// Codes of each float output, by name.
  private Map<String, CodeChoice> outputs(Node node, Scan scan) {
    Map<String, CodeChoice> outputs = new HashMap<>();
    for (int i = 0; i < node.results().size(); i++) {
      Value result = node.results().get(i).value();
      Output output = scan.body().outputs().get(i);
      if (isFloat(result)) {
        outputs.put(output.name(), choice(result));
      }
    }
    return outputs;
  }

  /// The codes of the stream of `value` where it crosses a border.
  CodeChoice choice(Value value) {
    String name = scope.sites().name(value);
    IntType storage = policy.residual(List.of(name)).setting().storage();
    float scale = AffineFit.symmetricScale(streams.magnitude(scope, value), storage);
    return new CodeChoice(new Encoding.Affine(storage, AffineFit.middle(storage)), scale);
  }

  List<Explanation> explanations() {
    return List.copyOf(explanations);
  }
}
