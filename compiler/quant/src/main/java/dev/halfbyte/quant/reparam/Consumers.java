package dev.halfbyte.quant.reparam;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.CoreOp;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.SugarOp;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.quant.annotate.ConstantValues;
import dev.halfbyte.quant.annotate.Need;
import dev.halfbyte.quant.annotate.Sites;
import dev.halfbyte.quant.annotate.StoragePlan;
import dev.halfbyte.quant.policy.Choice;
import dev.halfbyte.quant.policy.Setting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds who takes the codes of a normalization, and whether they could take its scales over.
final class Consumers {
  private static final int NONE = -1;

  private final Sites sites;
  private final StoragePlan storages;
  private final Wanted wanted;
  private final Map<Value, List<Node>> uses = new HashMap<>();

  /// The rule that asks for something about a demand on a site.
  interface Wanted {
    Optional<Choice<Setting.Reparam>> of(Value site, Sites.Demand demand);
  }

  Consumers(Program program, Sites sites, StoragePlan storages, Wanted wanted) {
    this.wanted = wanted;
    this.sites = sites;
    this.storages = storages;
    for (Node node : program.nodes()) {
      node.op().operands().stream()
          .distinct()
          .forEach(v -> uses.computeIfAbsent(v, _ -> new ArrayList<>()).add(node));
    }
  }

  /// The ops that take codes of `site` for products and whose rule wants scales of channels.
  List<Consumer> of(Value site) {
    List<Consumer> found = new ArrayList<>();
    Optional<String> scalar =
        rank(site) == 0 ? Optional.of("it is one number without channels") : Optional.empty();
    follow(site, Math.toIntExact(rank(site) - 1L), scalar, found);
    return found;
  }

  private int rank(Value value) {
    return sites.flow().type(value).shape().rank();
  }

  private void follow(Value value, int axis, Optional<String> obstacle, List<Consumer> found) {
    for (Node node : uses.getOrDefault(value, List.of())) {
      switch (node.op()) {
        case View(Value _, AccessMap map) -> {
          int moved = obstacle.isEmpty() ? through(map, axis, channels(value, axis)) : NONE;
          follow(node.value(), moved, obstacle.or(() -> obstacle(map, moved)), found);
        }
        case Reshape(Value _, var shape) -> {
          boolean kept =
              axis == rank(value) - 1
                  && shape.rank() > 0
                  && shape.dims().getLast().equals(channels(value, axis));
          Optional<String> reason =
              kept ? obstacle : obstacle.or(() -> Optional.of("a reshape splits its channels"));
          follow(node.value(), kept ? shape.rank() - 1 : NONE, reason, found);
        }
        case CoreOp _, SugarOp _ -> consume(node, value, axis, obstacle, found);
      }
    }
  }

  private Dim channels(Value value, int axis) {
    return axis == NONE ? Dim.ZERO : sites.flow().type(value).shape().dim(axis);
  }

  /// The axis that the channels become, if a view keeps all of them, in order, on one axis.
  private static int through(AccessMap map, int axis, Dim extent) {
    if (map.padded()) {
      return NONE;
    }
    AffineIndex index = map.indices().get(axis);
    boolean whole =
        index.terms().size() == 1
            && index.terms().getFirst().coefficient() == 1
            && index.constant().equals(Dim.ZERO);
    if (!whole) {
      return NONE;
    }
    int position = index.terms().getFirst().position();
    long uses =
        map.indices().stream()
            .flatMap(i -> i.terms().stream())
            .filter(term -> term.position() == position)
            .count();
    return uses == 1 && map.extents().get(position).equals(extent) ? position : NONE;
  }

  private static Optional<String> obstacle(AccessMap map, int moved) {
    if (map.padded()) {
      return Optional.of("padding is zero, which is another code in each channel");
    }
    return moved == NONE ? Optional.of("a view takes its channels apart") : Optional.empty();
  }

  private void consume(
      Node node, Value value, int axis, Optional<String> obstacle, List<Consumer> found) {
    List<Value> operands = node.op().operands();
    List<Need> needs = sites.needs(node);
    for (int i = 0; i < operands.size(); i++) {
      if (!operands.get(i).equals(value)) {
        continue;
      }
      Optional<Need> need = coded(needs.get(i));
      if (need.isPresent()) {
        int operand = i;
        Sites.Demand demand = sites.atSite(value, new Sites.Demand(need.get(), List.of()));
        Value site = sites.site(value);
        wanted
            .of(site, demand)
            .ifPresent(choice ->
                found.add(consumer(node, value, operand, axis, demand, choice, obstacle)));
      }
    }
  }

  /// The need of codes for products; those of a part are taken for it, to name it as an obstacle.
  private Optional<Need> coded(Need need) {
    return switch (need) {
      case Need.Activation activation -> Optional.of(activation);
      case Need.Part(Value whole) ->
          sites.demands(whole).stream()
              .map(Sites.Demand::need)
              .filter(Need.Activation.class::isInstance)
              .findFirst();
      case Need.Raw _,
          Need.Logits _,
          Need.TableInput _,
          Need.Term _,
          Need.Transformed _,
          Need.Signs _,
          Need.Result _,
          Need.Weight _,
          Need.Absorbed _,
          Need.ConstantTerm _ ->
          Optional.empty();
    };
  }

  private Consumer consumer(
      Node node,
      Value value,
      int operand,
      int axis,
      Sites.Demand demand,
      Choice<Setting.Reparam> choice,
      Optional<String> obstacle) {
    StoragePlan.Storage storage = storages.of(sites.site(value), demand).getFirst();
    Optional<String> reason = obstacle.or(() -> obstacle(node, operand, axis));
    return new Consumer(node, value, operand, axis, storage.type(), choice, reason);
  }

  private Optional<String> obstacle(Node node, int operand, int axis) {
    if (!(node.op() instanceof Contract contract)) {
      return Optional.of("`" + sites.name(node.value()) + "` is no contraction");
    }
    String name = "the contraction `" + sites.name(node.value()) + "` ";
    Einsum einsum = contract.einsum();
    List<String> own = operand == 0 ? einsum.left() : einsum.right();
    List<String> others = operand == 0 ? einsum.right() : einsum.left();
    Value weight = operand == 0 ? contract.right() : contract.left();
    String channel = own.get(axis);
    if (!sites.flow().constants().isConstant(weight)) {
      return Optional.of(name + "has no constant weight");
    }
    if (einsum.result().contains(channel) || !others.containsAll(einsum.reduced())) {
      return Optional.of(name + "does not sum weights over the channels");
    }
    if (contract.mask().isPresent()) {
      return Optional.of(name + "is masked");
    }
    boolean known =
        sites
            .flow()
            .constants()
            .repeated(weight)
            .map(ConstantValues.Repeated::axes)
            .filter(axes -> axes.size() == others.size())
            .isPresent();
    return known ? Optional.empty() : Optional.of(name + "has a weight that a view repeats");
  }
}
