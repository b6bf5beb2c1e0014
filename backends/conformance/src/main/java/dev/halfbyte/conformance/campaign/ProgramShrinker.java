package dev.halfbyte.conformance.campaign;

import dev.halfbyte.conformance.campaign.Neighbourhood.Known;
import dev.halfbyte.conformance.trial.Trial;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Makes the program of a failing trial smaller by its structure, after the record of its choices
/// cannot become simpler.
///
/// First it looks for one node that fails by itself, with the values that the interpreter gives its
/// operands, then together with what computes these, and so on; then it takes away node by node and
/// output by output what the failure does not need: a node's results become known, its operands
/// become outputs in its place, or its readers read an operand instead.
final class ProgramShrinker {
  /// Nodes before a node that are tried along with it.
  private static final int DEEPEST = 3;

  /// Ops count most, then all nodes, then outputs.
  private static final Comparator<Trial> SIZE =
      Comparator.<Trial>comparingInt(Trial::ops)
          .thenComparingInt(trial -> trial.program().program().nodes().size())
          .thenComparingInt(trial -> trial.program().program().outputs().size());

  private final Predicate<Trial> fails;
  private int budget;
  private Trial best;

  private ProgramShrinker(Trial trial, Predicate<Trial> fails, int budget) {
    this.best = trial;
    this.fails = fails;
    this.budget = budget;
  }

  /// The smallest failing trial found in `budget` tries.
  static Trial shrink(Trial failing, Predicate<Trial> fails, int budget) {
    ProgramShrinker shrinker = new ProgramShrinker(failing, fails, budget);
    shrinker.findNode();
    while (shrinker.budget > 0
        && (shrinker.dropOutput() || shrinker.dropNodes() || shrinker.bypassNode())) {
      // Each success starts over: what could not go before may go now.
    }
    return shrinker.best;
  }

  private boolean accept(Neighbourhood whole, Set<Node> kept, List<Output> outputs) {
    for (Known known : Known.values()) {
      Optional<Trial> part = whole.part(kept, outputs, known);
      if (accept(part) || accept(part.flatMap(HostForm::of))) {
        return true;
      }
    }
    return false;
  }

  private boolean accept(Optional<Trial> candidate) {
    Optional<Trial> smaller = candidate.filter(this::isSmaller);
    if (smaller.isPresent() && budget-- > 0 && fails.test(smaller.orElseThrow())) {
      best = smaller.orElseThrow();
      return true;
    }
    return false;
  }

  private boolean isSmaller(Trial trial) {
    return SIZE.compare(trial, best) < 0;
  }

  private void findNode() {
    Neighbourhood whole = new Neighbourhood(best);
    Program program = best.program().program();
    for (int depth = 0; depth <= DEEPEST; depth++) {
      for (Node node : program.nodes()) {
        List<Output> outputs = new ArrayList<>();
        for (Node.Result result : node.results()) {
          outputs.add(new Output("r" + outputs.size(), result.value()));
        }
        if (accept(whole, around(program, node, depth), outputs)) {
          return;
        }
      }
    }
  }

  private static Set<Node> around(Program program, Node node, int depth) {
    Set<Node> around = new LinkedHashSet<>(List.of(node));
    for (int i = 0; i < depth; i++) {
      Set<Value> operands = new LinkedHashSet<>();
      around.forEach(n -> operands.addAll(n.op().operands()));
      program.nodes().stream()
          .filter(n -> n.results().stream().anyMatch(r -> operands.contains(r.value())))
          .forEach(around::add);
    }
    return around;
  }

  private boolean dropOutput() {
    Program program = best.program().program();
    Neighbourhood whole = new Neighbourhood(best);
    Set<Node> all = new LinkedHashSet<>(program.nodes());
    for (Output output : program.outputs()) {
      List<Output> rest = new ArrayList<>(program.outputs());
      rest.remove(output);
      if (!rest.isEmpty() && accept(whole, all, rest)) {
        return true;
      }
    }
    return false;
  }

  /// Runs of nodes, long ones first.
  private boolean dropNodes() {
    boolean dropped = false;
    for (int run = Math.max(1, nodes().size() / 2); run > 0; run /= 2) {
      int start = 0;
      while (start + run <= nodes().size() && budget > 0) {
        if (drop(nodes().subList(start, start + run))) {
          dropped = true;
        } else {
          start += run;
        }
      }
    }
    return dropped;
  }

  private List<Node> nodes() {
    return best.program().program().nodes();
  }

  private boolean drop(List<Node> gone) {
    Program program = best.program().program();
    Neighbourhood whole = new Neighbourhood(best);
    Set<Node> rest = new LinkedHashSet<>(program.nodes());
    rest.removeAll(gone);
    Set<Value> lost = new LinkedHashSet<>();
    gone.forEach(node -> node.results().forEach(result -> lost.add(result.value())));
    List<Output> outputs =
        program.outputs().stream().filter(o -> !lost.contains(o.value())).toList();
    if (!outputs.isEmpty() && accept(whole, rest, outputs)) {
      return true;
    }
    List<Output> instead = new ArrayList<>(outputs);
    gone.forEach(node ->
        operandsOf(program, node).stream()
            .filter(operand -> !lost.contains(operand))
            .forEach(operand -> instead.add(new Output("o" + operand.id(), operand))));
    boolean yields = outputs.size() < program.outputs().size();
    return yields && instead.size() > outputs.size() && accept(whole, rest, instead);
  }

  /// Operands that nodes define and that are no outputs yet.
  private static List<Value> operandsOf(Program program, Node node) {
    Set<Value> outputs = new LinkedHashSet<>();
    program.outputs().forEach(output -> outputs.add(output.value()));
    return node.op().operands().stream()
        .distinct()
        .filter(program.definitions()::containsKey)
        .filter(operand -> !outputs.contains(operand))
        .toList();
  }

  private boolean bypassNode() {
    for (Node node : best.program().program().nodes()) {
      for (Trial without : Bypass.of(best, node)) {
        Program program = without.program().program();
        Neighbourhood whole = new Neighbourhood(without);
        if (accept(whole, new LinkedHashSet<>(program.nodes()), program.outputs())) {
          return true;
        }
      }
    }
    return false;
  }
}
