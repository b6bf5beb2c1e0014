package dev.halfbyte.quant.reparam;

import dev.halfbyte.ir.ElemType.IntType;
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
import dev.halfbyte.quant.policy.Choice;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.policy.ReparamMethod;
import dev.halfbyte.quant.policy.Setting;
import dev.halfbyte.quant.scan.IterationReasons;
import dev.halfbyte.quant.scan.ScanBodies;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// Gives the channels behind a normalization scales and offsets of their own: what is particular to
/// a channel moves into the scale and bias of the normalization and into the weights and biases of
/// the contractions that take its codes, where it costs nothing at run time, or into a shift of the
/// codes. [ReparamMethod] says which scales.
///
/// ```
/// %y = layer_norm(x, g, b)        %q = quantize((%y + offset) / ratio)    one scale, one zero point
/// %h = contract(%y, w) + bias     %h = contract(dequantize(%q), w * ratio) + (bias - sum w * offset)
/// ```
public final class Reparametrizer {
  private final Program program;
  private final Sites sites;
  private final CalibrationResult calibration;
  private final StoragePlan storages;
  private final Consumers consumers;
  private final LayerInputs inputs;
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
    inputs = new LayerInputs(sites, policy, program.definitions(), place.count() > 1);
    storages = new StoragePlan(sites, policy);
    consumers = new Consumers(program, sites, storages, storages::reparam);
  }

  /// The codes of one normalization in one storage type, and who takes them.
  record Group(Value site, ChannelScales scales, List<Consumer> consumers) {
    Group {
      consumers = List.copyOf(consumers);
    }

    /// The name of the method, under which new values go.
    String word() {
      return method().word();
    }

    /// Whether what biases take is counted with the weights as their codes show them, so that it
    /// cancels in the integers too.
    boolean rounded() {
      return method() instanceof ReparamMethod.Noisy;
    }

    ReparamMethod method() {
      return consumers.getFirst().choice().setting().method();
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
      for (StoragePlan.Unfit unfit : storages.unfit(site)) {
        notDone(sites.name(site), unfit.choice(), unfit.reason());
      }
      if (sites.flow().role(site) instanceof Role.Normalized || storages.wantsChannels(site)) {
        plan(site);
      }
    }
    return groups.isEmpty()
        ? new Reparametrized(program, explanations)
        : new Reparametrized(
            new ReparamRewriter(program, sites, groups, inputs).run(), explanations);
  }

  private void notDone(String name, Choice<Setting.Reparam> choice, String reason) {
    String what = "scales per channel (" + choice.setting().method().word() + ")";
    explanations.add(new Explanation.NotDone(name, what, reason));
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
    Choice<Setting.Reparam> choice = all.getFirst().choice();
    ReparamMethod method = choice.setting().method();
    Optional<String> obstacle =
        all.stream().flatMap(consumer -> consumer.obstacle().stream()).findFirst();
    if (obstacle.isEmpty() && channels.isEmpty()) {
      obstacle = Optional.of("the calibration has no ranges of its channels");
    }
    if (obstacle.isEmpty() && method instanceof ReparamMethod.Noisy) {
      obstacle =
          all.stream()
              .filter(consumer -> inputs.rounded(consumer).isEmpty())
              .map(consumer ->
                  "`" + sites.name(consumer.weight()) + "` has scales of groups or of a named axis")
              .findFirst();
    }
    if (obstacle.isPresent()) {
      notDone(name, choice, obstacle.get());
      return;
    }
    Bounds whole = calibration.range(name).orElseThrow().forBits(storage.bits());
    LayerInput input = inputs.of(site, storage, channels, whole, all);
    ScaleSource source = ScaleSource.of(method, input);
    groups.add(new Group(site, source.scales(), all));
    List<String> weights = all.stream().map(consumer -> sites.name(consumer.weight())).toList();
    explanations.add(source.explanation(name, weights, choice.reason()));
  }
}
