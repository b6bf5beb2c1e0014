package dev.halfbyte.quant.reparam;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Value;
import dev.halfbyte.quant.Explanation;
import dev.halfbyte.quant.annotate.Role;
import dev.halfbyte.quant.annotate.Scope;
import dev.halfbyte.quant.annotate.Sites;
import dev.halfbyte.quant.annotate.StoragePlan;
import dev.halfbyte.quant.annotate.ValueNames;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.calibrate.TensorRange;
import dev.halfbyte.quant.calibrate.TensorRange.Bounds;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.scan.ScanBodies;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;

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
  private final int iteration;
  private final CalibrationResult calibration;
  private final Consumers consumers;
  private final List<Explanation> explanations = new ArrayList<>();
  private final List<Group> groups = new ArrayList<>();

  private Reparametrizer(
      Program program,
      ValueNames names,
      int iteration,
      NumericsPolicy policy,
      CalibrationResult calibration) {
    this.program = program;
    this.calibration = calibration;
    this.iteration = iteration;
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
    SequencedSet<Explanation> explanations = new LinkedHashSet<>();
    ScanBodies.Step step =
        (part, names, number) -> {
          Reparametrized moved = new Reparametrizer(part, names, number, policy, calibration).run();
          explanations.addAll(moved.explanations());
          return moved.program();
        };
    Program bodies = ScanBodies.rewrite(program, new ValueNames(program), step);
    Program moved = step.rewrite(bodies, new ValueNames(bodies), 0);
    return new Reparametrized(moved, List.copyOf(explanations));
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
    byStorage.forEach((storage, all) -> plan(site, storage, all));
  }

  private void plan(Value site, IntType storage, List<Consumer> all) {
    String name = sites.name(site);
    Optional<String> obstacle =
        all.stream().flatMap(consumer -> consumer.obstacle().stream()).findFirst();
    List<List<Bounds>> iterations = channels(name, storage);
    long count = sites.channels(site);
    if (obstacle.isEmpty() && iterations.stream().anyMatch(list -> list.size() != count)) {
      obstacle = Optional.of("the calibration has no ranges of its channels");
    }
    if (obstacle.isPresent()) {
      explanations.add(new Explanation.NotDone(name, "scales per channel (repq)", obstacle.get()));
      return;
    }
    // Codes are the same in all iterations, so that scale and zero point are those of all channels
    // of all of them; what is particular to a channel is so in its iteration.
    ChannelScales scales =
        ChannelScales.of(
            iterations.stream().flatMap(List::stream).toList(),
            storage,
            all.getFirst().choice().setting().scale());
    int own = iterations.size() == 1 ? 0 : iteration;
    groups.add(new Group(site, scales.part(own, Math.toIntExact(count)), all));
    explain(name, Math.toIntExact(count), scales, all);
  }

  /// Ranges of the channels of a value, in a scan for each iteration.
  private List<List<Bounds>> channels(String name, IntType storage) {
    List<TensorRange> ranges = new ArrayList<>();
    for (int i = 0; calibration.range(Scope.inIteration(name, i)).isPresent(); i++) {
      calibration.range(Scope.inIteration(name, i)).ifPresent(ranges::add);
    }
    if (ranges.isEmpty()) {
      ranges.add(calibration.range(name).orElseGet(() -> TensorRange.of(0, 0)));
    }
    return ranges.stream()
        .map(range ->
            range.channels().stream().map(channel -> channel.forBits(storage.bits())).toList())
        .toList();
  }

  private void explain(String name, int channels, ChannelScales scales, List<Consumer> all) {
    float least = scales.ratios().stream().min(Float::compare).orElseThrow();
    float greatest = scales.ratios().stream().max(Float::compare).orElseThrow();
    explanations.add(
        new Explanation.Reparametrized(
            name,
            scales.encoding().toString(),
            scales.scale(),
            channels,
            least,
            greatest,
            all.stream().map(consumer -> weight(consumer.node(), consumer.operand())).toList(),
            all.getFirst().choice().reason()));
  }

  private String weight(Node contraction, int operand) {
    return sites.name(Objects.requireNonNull(contraction.op().operands().get(1 - operand)));
  }
}
