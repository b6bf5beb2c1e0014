package dev.halfbyte.quant.reparam;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Value;
import dev.halfbyte.quant.Explanation;
import dev.halfbyte.quant.annotate.Role;
import dev.halfbyte.quant.annotate.Sites;
import dev.halfbyte.quant.annotate.StoragePlan;
import dev.halfbyte.quant.annotate.ValueNames;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.calibrate.TensorRange;
import dev.halfbyte.quant.calibrate.TensorRange.Bounds;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.scan.IterationReasons;
import dev.halfbyte.quant.scan.ScanBodies;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;

/// Gives the channels behind a normalization scales and zero points of their own without costing
/// anything at run time (Li et al., RepQ-ViT, ICCV 2023): what is particular to a channel moves
/// into the scale and bias of the normalization and into the weights and biases of the contractions
/// that take its codes.
///
/// ```
/// %y = layer_norm(x, g, b)        %q = quantize((%y + offset) / ratio)    one scale, one zero point
/// %h = contract(%y, w) + bias     %h = contract(dequantize(%q), w * ratio) + (bias - sum w * offset)
/// ```
public final class Reparametrizer {
  private final Program program;
  private final Sites sites;
  private final CalibrationResult calibration;
  private final Consumers consumers;
  private final ScanBodies.Place place;
  private final List<Explanation> explanations = new ArrayList<>();
  private final List<Group> groups = new ArrayList<>();

  private Reparametrizer(
      Program program,
      ValueNames names,
      NumericsPolicy policy,
      CalibrationResult calibration,
      ScanBodies.Place place) {
    this.program = program;
    this.calibration = calibration;
    this.place = place;
    sites = new Sites(program, names);
    consumers = new Consumers(program, sites, new StoragePlan(sites, policy));
  }

  /// The codes of one normalization in one storage type, and who takes them.
  record Group(Value site, ChannelScales scales, List<Consumer> consumers) {
    Group {
      consumers = List.copyOf(consumers);
    }
  }

  /// A program with fewer scales, and the reasons.
  public record Reparametrized(Program program, List<Explanation> explanations) {
    public Reparametrized {
      explanations = List.copyOf(explanations);
    }
  }

  /// Rewrites a prepared program and the bodies of its scans; it computes what it did, but for the
  /// rounding of floats and of the codes behind normalizations.
  public static Reparametrized reparametrize(
      Program program, NumericsPolicy policy, CalibrationResult calibration) {
    List<List<Explanation>> explanations = new ArrayList<>();
    ScanBodies.Step step =
        (part, names, place) -> {
          Reparametrized moved = new Reparametrizer(part, names, policy, calibration, place).run();
          explanations.add(moved.explanations());
          return moved.program();
        };
    Program bodies = ScanBodies.rewrite(program, new ValueNames(program), step);
    Program moved = step.rewrite(bodies, new ValueNames(bodies), ScanBodies.Place.ONLY);
    return new Reparametrized(moved, IterationReasons.merge(explanations));
  }

  private Reparametrized run() {
    for (Value site : sites.all().keySet()) {
      if (sites.flow().role(site) instanceof Role.Normalized) {
        plan(site);
      }
    }
    return groups.isEmpty()
        ? new Reparametrized(program, explanations)
        : new Reparametrized(new ReparamRewriter(program, sites, groups).run(), explanations);
  }

  private void plan(Value site) {
    SequencedMap<IntType, List<Consumer>> byStorage = new LinkedHashMap<>();
    for (Consumer consumer : consumers.of(site)) {
      byStorage.computeIfAbsent(consumer.storage(), _ -> new ArrayList<>()).add(consumer);
    }
    List<TensorRange> channels = channels(site);
    byStorage.forEach((storage, all) -> plan(site, storage, channels, all));
  }

  /// The ranges of the channels in this iteration; nothing where the calibration has another number
  /// of them, or saw more iterations than have a form of their own.
  private List<TensorRange> channels(Value site) {
    int extent = Math.toIntExact(sites.channels(site));
    List<TensorRange> known =
        calibration.range(sites.name(site)).map(TensorRange::channels).orElse(List.of());
    int first = place.number() * extent;
    return known.size() == place.count() * extent
        ? known.subList(first, first + extent)
        : List.of();
  }

  private void plan(Value site, IntType storage, List<TensorRange> channels, List<Consumer> all) {
    String name = sites.name(site);
    Optional<String> obstacle =
        all.stream().flatMap(consumer -> consumer.obstacle().stream()).findFirst();
    if (obstacle.isEmpty() && channels.isEmpty()) {
      obstacle = Optional.of("the calibration has no ranges of its channels");
    }
    if (obstacle.isPresent()) {
      explanations.add(new Explanation.NotDone(name, "scales per channel (repq)", obstacle.get()));
      return;
    }
    List<Bounds> bounds = channels.stream().map(r -> r.forBits(storage.bits())).toList();
    ChannelScales scales =
        ChannelScales.of(bounds, storage, all.getFirst().choice().setting().scale());
    groups.add(new Group(site, scales, all));
    explain(name, scales, all);
  }

  private void explain(String name, ChannelScales scales, List<Consumer> all) {
    float least = scales.ratios().stream().min(Float::compare).orElseThrow();
    float greatest = scales.ratios().stream().max(Float::compare).orElseThrow();
    explanations.add(
        new Explanation.Reparametrized(
            name,
            scales.encoding().toString(),
            scales.scale(),
            scales.ratios().size(),
            least,
            greatest,
            all.stream().map(consumer -> weight(consumer.node(), consumer.operand())).toList(),
            all.getFirst().choice().reason()));
  }

  private String weight(Node contraction, int operand) {
    return sites.name(Objects.requireNonNull(contraction.op().operands().get(1 - operand)));
  }
}
