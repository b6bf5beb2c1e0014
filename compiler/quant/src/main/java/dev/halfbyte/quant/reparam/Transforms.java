package dev.halfbyte.quant.reparam;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Value;
import dev.halfbyte.quant.Explanation;
import dev.halfbyte.quant.annotate.Preparation;
import dev.halfbyte.quant.annotate.Role;
import dev.halfbyte.quant.annotate.Sites;
import dev.halfbyte.quant.annotate.StoragePlan;
import dev.halfbyte.quant.annotate.TransformedNames;
import dev.halfbyte.quant.annotate.ValueNames;
import dev.halfbyte.quant.policy.Choice;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.policy.ReparamMethod;
import dev.halfbyte.quant.policy.Setting;
import dev.halfbyte.quant.scan.IterationReasons;
import dev.halfbyte.quant.scan.ScanBodies;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/// Puts other values in place of activations before ranges are found, where a policy asks for it
/// and the constants behind can undo it: the float program computes what it did, and the new values
/// are calibrated and coded like any other.
///
/// ```
/// %h = contract(%y, w)      %t = hadamard(%y)        %h = contract(%t, w * hadamard / block)
/// %h = contract(%y, w)      %t = %y + c              %h = contract(%t, w) - sum w * c
/// ```
///
/// Nothing here depends on ranges, so calibration and quantization make the same program.
public final class Transforms {
  private final Program program;
  private final Sites sites;
  private final StoragePlan storages;
  private final LayerInputs inputs;
  private final Consumers consumers;
  private final List<Explanation> explanations = new ArrayList<>();
  private final List<Group> groups = new ArrayList<>();

  private Transforms(Program program, ValueNames names, NumericsPolicy policy) {
    this.program = program;
    sites = new Sites(program, names);
    storages = new StoragePlan(sites, policy);
    inputs = new LayerInputs(sites, policy, program.definitions(), false);
    consumers = new Consumers(program, sites, storages, storages::transform);
  }

  /// A value that another one replaces, and who takes that.
  ///
  /// @param name of the replacement
  record Group(Value site, String name, ReparamMethod method, List<Consumer> consumers) {
    Group {
      consumers = List.copyOf(consumers);
    }
  }

  /// A prepared program with other values where its policy wants them, and the reasons.
  public record Transformed(Program program, List<Explanation> explanations) {
    public Transformed {
      explanations = List.copyOf(explanations);
    }
  }

  /// Prepares a program and transforms it, the bodies of its scans too; on its own result it
  /// changes nothing.
  ///
  /// @param program f32, weights bound as constants
  /// @throws dev.halfbyte.source.DiagnosticException for weights without data
  public static Transformed prepared(Program program, NumericsPolicy policy) {
    Program prepared = Preparation.prepare(program);
    if (!policy.quantized() || !policy.transforms()) {
      return new Transformed(prepared, List.of());
    }
    List<List<Explanation>> explanations = new ArrayList<>();
    ScanBodies.Step step =
        (part, names, _) -> {
          Transformed moved = new Transforms(part, names, policy).run();
          explanations.add(moved.explanations());
          return moved.program();
        };
    Program bodies = ScanBodies.rewrite(prepared, new ValueNames(prepared), step);
    Program moved = step.rewrite(bodies, new ValueNames(bodies), ScanBodies.Place.ONLY);
    return new Transformed(moved, IterationReasons.merge(explanations));
  }

  private Transformed run() {
    sites.all().keySet().forEach(this::plan);
    if (groups.isEmpty()) {
      return new Transformed(program, explanations);
    }
    Map<Group, LinearSource> folded = new HashMap<>();
    Set<Node> taking = new HashSet<>();
    groups.forEach(group -> group.consumers().forEach(c -> taking.add(c.node())));
    for (Group group : groups) {
      LinearSource.of(program, sites, group)
          .filter(source -> !taking.contains(source.contraction()))
          .ifPresent(source -> folded.put(group, source));
    }
    groups.forEach(group -> explain(group, folded.containsKey(group)));
    Program moved = new TransformRewriter(program, sites, groups, folded, inputs).run();
    return new Transformed(moved, explanations);
  }

  private void plan(Value site) {
    SequencedMap<IntType, List<Consumer>> byStorage = new LinkedHashMap<>();
    for (Consumer consumer : consumers.of(site)) {
      byStorage.computeIfAbsent(consumer.storage(), _ -> new ArrayList<>()).add(consumer);
    }
    byStorage.values().forEach(all -> plan(site, all));
  }

  private void plan(Value site, List<Consumer> all) {
    Choice<Setting.Reparam> choice = all.getFirst().choice();
    ReparamMethod method = choice.setting().method();
    Optional<String> obstacle =
        all.stream()
            .flatMap(consumer -> consumer.obstacle().stream())
            .findFirst()
            .or(() -> ownObstacle(site, method, all));
    String name = sites.name(site);
    if (obstacle.isEmpty()) {
      groups.add(new Group(site, TransformedNames.of(name, method.word()), method, all));
      return;
    }
    // A rule for everything is not about the values that cannot have it.
    if (!choice.rule().isDefault() || sites.flow().role(site) instanceof Role.Normalized) {
      explanations.add(new Explanation.NotDone(name, method.toString(), obstacle.get()));
    }
  }

  private Optional<String> ownObstacle(Value site, ReparamMethod method, List<Consumer> all) {
    if (storages.scaleAxis(site).isPresent()) {
      return Optional.of("it has scales along an axis");
    }
    return switch (method) {
      case ReparamMethod.Hadamard hadamard -> blocks(site, hadamard, all);
      case ReparamMethod.Shifted _ -> least(site, all);
      case ReparamMethod.Repq _,
          ReparamMethod.Trip _,
          ReparamMethod.OutlierTune _,
          ReparamMethod.Smooth _,
          ReparamMethod.Awq _,
          ReparamMethod.Noisy _ ->
          Optional.of("it is no transform");
    };
  }

  private Optional<String> blocks(Value site, ReparamMethod.Hadamard method, List<Consumer> all) {
    if (!sites.hasFixedChannels(site)) {
      return Optional.of("its channels are not known at build time");
    }
    if (all.getFirst().storage().bits() > 8) {
      return Optional.of("its codes are not of at most 8 bits");
    }
    long channels = sites.channels(site);
    return channels % method.block() == 0
        ? Optional.empty()
        : Optional.of(channels + " channels are no whole blocks of " + method.block());
  }

  private Optional<String> least(Value site, List<Consumer> all) {
    if (LeastValue.of(program.definitions().get(site)).isEmpty()) {
      return Optional.of("its least value is known where `gelu` or `silu` made it");
    }
    return all.stream()
        .filter(consumer -> inputs.rounded(consumer).isEmpty())
        .map(consumer ->
            "the codes of `"
                + sites.name(consumer.weight())
                + "` are known later only: scales of groups or of a named axis, or a table that"
                + " calibration finds")
        .findFirst();
  }

  private void explain(Group group, boolean folded) {
    String form =
        switch (group.method()) {
          case ReparamMethod.Hadamard(int block, IntType codes) ->
              "sums of blocks of "
                  + block
                  + " channels with signs, "
                  + (folded ? "folded into the layer before" : "of codes " + codes)
                  + ", folded into";
          case ReparamMethod.Shifted _ ->
              "moved up by "
                  + LeastValue.of(program.definitions().get(group.site())).orElseThrow()
                  + ", folded into the biases behind";
          case ReparamMethod.Repq _,
              ReparamMethod.Trip _,
              ReparamMethod.OutlierTune _,
              ReparamMethod.Smooth _,
              ReparamMethod.Awq _,
              ReparamMethod.Noisy _ ->
              group.method().word();
        };
    explanations.add(
        new Explanation.Transformed(
            sites.name(group.site()),
            group.name(),
            form,
            group.consumers().stream().map(consumer -> sites.name(consumer.weight())).toList(),
            group.consumers().getFirst().choice().reason()));
  }
}
