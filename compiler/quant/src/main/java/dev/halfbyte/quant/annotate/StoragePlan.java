package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.quant.codes.ArrayFamily;
import dev.halfbyte.quant.codes.CodeFamily;
import dev.halfbyte.quant.policy.Choice;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.policy.ReparamMethod;
import dev.halfbyte.quant.policy.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/// In which integer types every site is stored: the part of the policy that needs no ranges.
public final class StoragePlan {
  private static final IntType TABLE_INPUT = ElemType.S8;

  private final Sites sites;
  private final NumericsPolicy policy;

  public StoragePlan(Sites sites, NumericsPolicy policy) {
    this.sites = sites;
    this.policy = policy;
  }

  /// How codes for one demand are stored.
  ///
  /// @param shared whether they have the scale of the group that sums connect
  /// @param purpose what they are for
  /// @param rule the rule that won
  /// @param table the family of the codes that are read, which are made of affine ones
  public record Storage(
      IntType type, boolean shared, String purpose, String rule, Optional<Entries> table) {}

  /// A table of codes.
  ///
  /// @param storage of its codes
  /// @param rangeBits the width for which the range of its values is chosen
  public record Entries(ArrayFamily family, IntType storage, int rangeBits) {
    /// As a numerics block writes them.
    public String codes() {
      return Setting.codes(storage, family);
    }
  }

  /// Storage for one demand on a site; a part of a whole has as many as the whole.
  public List<Storage> of(Value site, Sites.Demand demand) {
    List<String> paths = paths(site, demand);
    return switch (demand.need()) {
      case Need.Activation _ -> {
        Choice<Setting.Activation> choice = policy.activation(paths);
        yield List.of(narrow(choice, "a contraction"));
      }
      case Need.TableInput _ -> {
        Choice<Setting.Activation> choice = policy.activation(paths);
        // A table costs the same for all widths up to 8 bits, so only a rule for this value narrows
        // it.
        boolean own = !choice.rule().isDefault() && choice.setting().storage().bits() <= 8;
        yield own
            ? List.of(narrow(choice, "a table"))
            : List.of(affine(choice, TABLE_INPUT, "a table, which takes 8 bits by default"));
      }
      case Need.Logits _ -> List.of();
      case Need.Term _ -> List.of(wide(policy.residual(paths), "a sum or a normalization"));
      case Need.Result _ -> List.of(wide(policy.residual(paths), "a result"));
      case Need.Part(Value whole) ->
          sites.demands(whole).stream().flatMap(d -> of(whole, d).stream()).distinct().toList();
      case Need.Transformed(Value result) -> transformed(result);
      case Need.Raw _, Need.Weight _, Need.Absorbed _, Need.ConstantTerm _, Need.Signs _ ->
          List.of();
    };
  }

  /// Codes of channels that are summed with signs into `result`.
  private List<Storage> transformed(Value result) {
    return sites.demands(result).stream()
        .flatMap(demand -> policy.reparam(paths(result, demand)).stream())
        .flatMap(choice ->
            choice.setting().method() instanceof ReparamMethod.Hadamard(int _, IntType codes)
                ? Stream.of(
                    new Storage(codes, false, "sums with signs", choice.reason(), Optional.empty()))
                : Stream.empty())
        .distinct()
        .toList();
  }

  /// Storage of the values that sums connect.
  IntType wide(Value site) {
    return policy.residual(List.of(sites.name(site))).setting().storage();
  }

  private static Storage narrow(Choice<Setting.Activation> choice, String purpose) {
    IntType storage = choice.setting().storage();
    return switch (choice.setting().family()) {
      case CodeFamily.Affine _ -> affine(choice, storage, purpose);
      case ArrayFamily family -> {
        IntType input = family.signed() ? ElemType.S8 : ElemType.U8;
        int rangeBits = family.fewCodes() ? storage.bits() : input.bits();
        Entries entries = new Entries(family, storage, rangeBits);
        yield new Storage(input, false, purpose, choice.reason(), Optional.of(entries));
      }
    };
  }

  private static Storage affine(Choice<Setting.Activation> choice, IntType type, String purpose) {
    return new Storage(type, false, purpose, choice.reason(), Optional.empty());
  }

  private static Storage wide(Choice<Setting.Residual> choice, String purpose) {
    return new Storage(
        choice.setting().storage(), true, purpose, choice.reason(), Optional.empty());
  }

  /// The rule by which the channels of `site` get scales of their own for one demand, if any does.
  public Optional<Choice<Setting.Reparam>> reparam(Value site, Sites.Demand demand) {
    return demand.need() instanceof Need.Activation && unfit(site, demand).isEmpty()
        ? scales(site, demand)
        : Optional.empty();
  }

  private Optional<Choice<Setting.Reparam>> scales(Value site, Sites.Demand demand) {
    return policy
        .reparam(paths(site, demand))
        .filter(choice -> !choice.setting().method().transforms());
  }

  /// The rule by which another value takes the place of `site` for one demand, if any does and it
  /// has not done so yet.
  public Optional<Choice<Setting.Reparam>> transform(Value site, Sites.Demand demand) {
    return demand.need() instanceof Need.Activation
            && TransformedNames.original(sites.name(site)).isEmpty()
        ? policy
            .reparam(paths(site, demand))
            .filter(choice -> choice.setting().method().transforms())
        : Optional.empty();
  }

  /// A rule about this very value that asks for scales of channels which it cannot have.
  ///
  /// @param reason why not
  public record Unfit(Choice<Setting.Reparam> choice, String reason) {}

  /// The rules about `site` that ask for scales of channels in vain.
  public List<Unfit> unfit(Value site) {
    List<Unfit> unfit = new ArrayList<>();
    for (Sites.Demand demand : sites.demands(site)) {
      if (demand.need() instanceof Need.Activation) {
        scales(site, demand)
            .filter(choice -> !choice.rule().isDefault())
            .flatMap(choice -> unfit(site, demand).map(reason -> new Unfit(choice, reason)))
            .ifPresent(unfit::add);
      }
    }
    return unfit.stream().distinct().toList();
  }

  private Optional<String> unfit(Value site, Sites.Demand demand) {
    boolean normalized = sites.flow().role(site) instanceof Role.Normalized;
    boolean sum =
        sites.flow().isRawAccumulator(site)
            && sites.hasFixedChannels(site)
            && scales(site, demand)
                .filter(choice -> choice.setting().method().behindSums())
                .isPresent();
    if (!normalized && !sum) {
      return Optional.of(
          "it is no normalization, and no sum of products that is used once behind `smooth` or `awq`");
    }
    Setting.Activation codes = policy.activation(paths(site, demand)).setting();
    // Wider codes show all channels as they are.
    boolean narrow = codes.storage().bits() <= 8 && codes.family().equals(CodeFamily.AFFINE);
    return narrow
        ? Optional.empty()
        : Optional.of("its codes `" + codes.codes() + "` are not affine ones of at most 8 bits");
  }

  /// Rules about a value are about what it was transformed to as well.
  private List<String> paths(Value site, Sites.Demand demand) {
    List<String> paths = new ArrayList<>(List.of(sites.name(site)));
    TransformedNames.original(sites.name(site)).ifPresent(paths::add);
    paths.addAll(demand.aliases());
    return paths;
  }

  /// Whether scales of channels are wanted for any demand on `site`.
  public boolean wantsChannels(Value site) {
    return sites.demands(site).stream().anyMatch(demand -> reparam(site, demand).isPresent());
  }

  /// The rule by which each index of an axis of `site` gets a scale of its own for one demand.
  public Optional<Choice<Setting.ScaleAxis>> scaleAxis(Value site, Sites.Demand demand) {
    if (!(demand.need() instanceof Need.Activation)) {
      return Optional.empty();
    }
    return policy.scaleAxis(paths(site, demand));
  }

  /// The axis along which indices of `site` have scales of their own, for any demand on it.
  public OptionalInt scaleAxis(Value site) {
    return sites.demands(site).stream()
        .flatMap(demand -> scaleAxis(site, demand).stream())
        .mapToInt(choice -> choice.setting().axis())
        .findFirst();
  }

  /// The widths in bits of the codes of a site that have a scale of their own.
  public SortedSet<Integer> ownWidths(Value site) {
    SortedSet<Integer> widths = new TreeSet<>();
    for (Sites.Demand demand : sites.demands(site)) {
      of(site, demand).stream()
          .filter(s -> !s.shared)
          .forEach(s -> {
            widths.add(s.type.bits());
            s.table.ifPresent(table -> widths.add(table.rangeBits));
          });
    }
    return widths;
  }
}
