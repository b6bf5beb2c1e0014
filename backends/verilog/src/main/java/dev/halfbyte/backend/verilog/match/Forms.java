package dev.halfbyte.backend.verilog.match;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.Select;
import dev.halfbyte.rtl.AcceleratorConfig;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All forms of a program for which a configuration has a unit.
///
/// @param byResult forms by the value they compute, in program order
/// @param needed values that something outside the forms reads, their results among them
public record Forms(Map<Value, Form> byResult, Set<Value> needed) {
  public Forms {
    byResult = Collections.unmodifiableMap(new LinkedHashMap<>(byResult));
    needed = Collections.unmodifiableSet(new HashSet<>(needed));
  }

  /// Finds the forms of `program`, whose dims may be symbolic.
  public static Forms of(Program program, AcceleratorConfig config) {
    Graph graph = new Graph(program);
    Matcher matcher = new Matcher(graph);
    Map<Value, Form> forms = new LinkedHashMap<>();
    Map<Value, Form.Softmax> late = new LinkedHashMap<>();
    for (Node node : program.nodes()) {
      Optional<Form> form =
          switch (node.op()) {
            case Requantize op when config.hasNorm() || config.hasSoftmax() ->
                new DivisionPattern(matcher, late)
                    .find(node.value(), op)
                    .filter(_ -> config.hasSoftmax())
                    .or(() ->
                        NormPattern.find(matcher, node.value()).filter(_ -> config.hasNorm()));
            case Lookup _, Select _ when config.hasSoftmax() ->
                SoftmaxPattern.find(matcher, node.value());
            case Op _ -> Optional.empty();
          };
      form.ifPresent(f -> forms.put(node.value(), f));
      if (form.orElse(null) instanceof Form.Softmax softmax && softmax.weights().isEmpty()) {
        late.put(graph.source(node.value()), softmax);
      }
    }
    forms.putAll(RowReductions.of(program, graph));
    return new Forms(forms, needed(program, forms));
  }

  /// Returns the form that computes `value`.
  public Optional<Form> of(Value value) {
    return Optional.ofNullable(byResult.get(value));
  }

  private static Set<Value> needed(Program program, Map<Value, Form> forms) {
    Map<Value, Node> definitions = program.definitions();
    Set<Value> needed = new HashSet<>();
    Deque<Value> open = new ArrayDeque<>(program.outputs().stream().map(Output::value).toList());
    while (!open.isEmpty()) {
      Value value = open.pop();
      Node node = definitions.get(value);
      if (needed.add(value) && node != null) {
        Form form = forms.get(value);
        List<Value> operands = form == null ? node.op().operands() : form.sources();
        operands.forEach(open::push);
      }
    }
    return needed;
  }
}
