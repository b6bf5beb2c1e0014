package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Value;
import dev.halfbyte.quant.Explanation;
import dev.halfbyte.quant.QuantCode;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.calibrate.TensorRange;
import dev.halfbyte.quant.calibrate.TensorRange.Bounds;
import dev.halfbyte.quant.codes.TableFamily;
import dev.halfbyte.quant.policy.Choice;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.policy.Setting;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;

/// Which codes every site gets: policy and calibrated ranges applied to the demands.
final class CodePlan {
  private final Sites sites;
  private final StoragePlan storages;
  private final CalibrationResult calibration;
  private final FoundTables tables;
  private final IndexedScales indexedScales;
  private final Set<Value> clampedAtZero = new HashSet<>();
  private final Map<Value, Double> groupMagnitudes;
  private final Map<Value, SequencedMap<Sites.Demand, SequencedSet<CodeChoice>>> choices =
      new HashMap<>();
  private final List<Explanation> explanations = new ArrayList<>();
  private final List<Diagnostic> faults = new ArrayList<>();

  /// @param groupMagnitudes by group, over all programs that the group reaches into
  CodePlan(
      Program program,
      Sites sites,
      NumericsPolicy policy,
      CalibrationResult calibration,
      Map<Value, Double> groupMagnitudes) {
    this.sites = sites;
    this.groupMagnitudes = Map.copyOf(groupMagnitudes);
    storages = new StoragePlan(sites, policy);
    this.calibration = calibration;
    tables = new FoundTables(calibration, faults);
    indexedScales = new IndexedScales(program, sites);
    for (Node node : program.nodes()) {
      if (sites.flow().reluOperand(node).isPresent()) {
        clampedAtZero.add(node.value());
      }
    }
    requireRanges();
    // A whole is chosen before its parts: parts are defined earlier.
    new ArrayList<>(sites.all().keySet()).reversed().forEach(this::choose);
    throwFaults();
  }

  private List<Value> uncoded() {
    return sites.all().keySet().stream()
        .filter(site -> !(sites.flow().role(site) instanceof Role.Coded))
        .toList();
  }

  private void requireRanges() {
    for (Value site : uncoded()) {
      String name = sites.name(site);
      if (sites.needsRange(site) && calibration.range(name).isEmpty()) {
        faults.add(
            Diagnostic.error(QuantCode.MISSING_RANGE, "no calibrated range for `" + name + "`")
                .help("calibrate this kernel anew, or add `" + name + "` to the calibration file"));
      }
    }
    throwFaults();
  }

  private void throwFaults() {
    if (!faults.isEmpty()) {
      throw new DiagnosticException(faults);
    }
  }

  private TensorRange range(Value site) {
    return calibration.range(sites.name(site)).orElseThrow();
  }

  private void choose(Value site) {
    SequencedMap<Sites.Demand, SequencedSet<CodeChoice>> chosen = new LinkedHashMap<>();
    for (Sites.Demand demand : sites.demands(site)) {
      chosen.put(demand, choose(site, demand));
    }
    choices.put(site, chosen);
  }

  private SequencedSet<CodeChoice> choose(Value site, Sites.Demand demand) {
    SequencedSet<CodeChoice> chosen = new LinkedHashSet<>();
    if (sites.flow().role(site) instanceof Role.Coded(CodeChoice given)) {
      chosen.add(given);
      return chosen;
    }
    if (demand.need() instanceof Need.Part(Value whole)) {
      chosen.addAll(choicesOf(whole));
      return chosen;
    }
    if (demand.need() instanceof Need.Logits) {
      chosen.add(CodeChoice.LOGITS);
      explainLogits(site);
      return chosen;
    }
    Optional<Choice<Setting.ScaleAxis>> axis = storages.scaleAxis(site, demand);
    for (StoragePlan.Storage storage : storages.of(site, demand)) {
      if (axis.isPresent()) {
        chosen.add(indexed(site, storage, axis.get()));
        continue;
      }
      Bounds bounds =
          storage.shared() ? range(site).observed() : ownBounds(site, storage.type().bits());
      if (storage.table().isPresent()) {
        chosen.add(throughTable(site, bounds, storage, storage.table().get()));
        continue;
      }
      CodeChoice choice =
          storage.shared()
              ? shared(site, storage.type())
              : AffineFit.affine(bounds, storage.type());
      chosen.add(choice);
      explain(site, choice, bounds, storage.purpose(), storage.rule());
    }
    return chosen;
  }

  /// Codes of 8 bits around zero, of which the table reads the nearest entry each.
  private CodeChoice throughTable(
      Value site, Bounds bounds, StoragePlan.Storage stored, StoragePlan.Entries table) {
    IntType storage = stored.type();
    double lo = Math.min(0.0, bounds.lo());
    if (!storage.signed() && lo < 0) {
      faults.add(
          Diagnostic.error(
                  QuantCode.POLICY,
                  "`" + sites.name(site) + "` reaches " + lo + ", and its codes have no sign")
              .help(
                  "use codes with a sign: `u4 fp4`, `s4 twin_log`, `s4 tan_fit`, or affine ones such"
                      + " as `s4`"));
    }
    float scale = AffineFit.scale(magnitude(bounds) / storage.max());
    Optional<FoundTables.Chosen> chosen =
        tables.of(sites.name(site), table.codes(), table.family());
    if (chosen.isEmpty()) {
      // A fault was reported; the choice is not used.
      return new CodeChoice(new Encoding.Affine(storage, 0), scale);
    }
    int bits = table.storage().bits();
    TableFamily family = chosen.get().family();
    double reach = chosen.get().reach().orElse(magnitude(ownBounds(site, table.rangeBits())));
    CodeChoice choice =
        new CodeChoice(
            new Encoding.Affine(storage, 0),
            scale,
            Optional.of(
                new CodeChoice.Entries(
                    family.table(bits), AffineFit.scale(reach / family.one(bits)))));
    explain(site, choice, bounds, stored.purpose(), stored.rule() + chosen.get().reason());
    return choice;
  }

  /// Symmetric codes with a scale for each index of an axis.
  private CodeChoice indexed(
      Value site, StoragePlan.Storage storage, Choice<Setting.ScaleAxis> choice) {
    int axis = choice.setting().axis();
    Optional<String> obstacle = indexedScales.obstacle(site, axis, storage);
    List<TensorRange> ranges = range(site).channels();
    if (obstacle.isEmpty() && !indexedScales.fit(site, axis, ranges)) {
      obstacle = Optional.of("the calibration has no ranges of its indices");
    }
    Encoding.Affine encoding =
        new Encoding.Affine(storage.type(), AffineFit.middle(storage.type()));
    if (obstacle.isPresent()) {
      faults.add(indexedScales.fault(site, axis, obstacle.get(), choice.reason()));
      return new CodeChoice(encoding, 1f);
    }
    List<Float> scales = indexedScales.scales(site, axis, ranges, storage.type());
    CodeChoice made = CodeChoice.indexed(encoding, axis, scales);
    String purpose = storage.purpose() + ", " + scales.size() + " scales along axis " + axis;
    explain(site, made, ownBounds(site, storage.type().bits()), purpose, choice.reason());
    return made;
  }

  private static double magnitude(Bounds bounds) {
    return Math.max(Math.max(-bounds.lo(), bounds.hi()), 0.0);
  }

  private Bounds ownBounds(Value site, int bits) {
    Bounds bounds = range(site).forBits(bits);
    return clampedAtZero.contains(site) ? new Bounds(0f, Math.max(0f, bounds.hi())) : bounds;
  }

  /// Codes with the scale of the group, symmetric around zero; what `relu` made begins at zero.
  private CodeChoice shared(Value site, IntType storage) {
    double magnitude = groupMagnitudes.getOrDefault(sites.group(site), 0.0);
    long zeroPoint = clampedAtZero.contains(site) ? storage.min() : AffineFit.middle(storage);
    return new CodeChoice(
        new Encoding.Affine(storage, zeroPoint), AffineFit.symmetricScale(magnitude, storage));
  }

  /// Codes that begin at zero, where `site` is clamped at zero and some of its own codes do not:
  /// only the clamp of a requantizer can clamp a sum.
  Optional<CodeChoice> clamping(Value site) {
    boolean missing =
        clampedAtZero.contains(site)
            && choicesOf(site).stream()
                .map(CodeChoice::encoding)
                .anyMatch(e -> e.zeroPoint() != e.storage().min());
    return missing ? Optional.of(shared(site, storages.wide(site))) : Optional.empty();
  }

  private void explain(Value site, CodeChoice choice, Bounds bounds, String purpose, String rule) {
    explanations.add(
        new Explanation.Coded(
            sites.name(site),
            choice.read().toString(),
            choice.readScale(),
            bounds.lo(),
            bounds.hi(),
            purpose,
            rule));
  }

  private void explainLogits(Value site) {
    CodeChoice choice = CodeChoice.LOGITS;
    IntType storage = choice.encoding().storage();
    explanations.add(
        new Explanation.Coded(
            sites.name(site),
            choice.encoding().toString(),
            choice.scale(),
            storage.min() * choice.scale(),
            storage.max() * choice.scale(),
            "a softmax: octaves with fraction bits, whatever the calibration",
            "the integer forms of softmax"));
  }

  /// The distinct codes of a site, narrowest first.
  SequencedSet<CodeChoice> choicesOf(Value site) {
    SequencedSet<CodeChoice> distinct = new LinkedHashSet<>();
    choices.getOrDefault(site, new LinkedHashMap<>()).values().forEach(distinct::addAll);
    return distinct;
  }

  /// The codes of `value`, moved or not, for a demand on it.
  CodeChoice choice(Value value, Sites.Demand demand) {
    Sites.Demand atSite = sites.atSite(value, demand);
    return Objects.requireNonNull(
            Objects.requireNonNull(choices.get(sites.site(value))).get(atSite))
        .getFirst();
  }

  List<Explanation> explanations() {
    return explanations.reversed().stream().distinct().toList();
  }
}
