package dev.halfbyte.passes;

import dev.halfbyte.passes.rewrite.Rule;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// The catalogue of passes that work on every program; `compiler/docs/passes.md` is generated from
/// it.
///
/// Numeric passes need a policy and calibration data; their module adds them to this catalogue.
public final class Passes {
  private Passes() {}

  public static PassCatalogue catalogue() {
    return PassCatalogue.of(schedulePasses().stream().map(PassCatalogue.Entry::of).toList());
  }

  /// Every pass of this module, in the order of the documentation.
  public static List<Pass> schedulePasses() {
    return List.of(
        new Validate(),
        new Expand(),
        new Simplify(),
        new CommonSubexpressions(),
        new DeadCode(),
        new FoldConstants(),
        new Seal());
  }

  /// The rules of `simplify`.
  public static List<Rule> rules() {
    return Simplify.rules();
  }

  /// Every name that `--disable-rule` takes: rules, and passes that count their own rewrites.
  static SortedSet<String> ruleNames() {
    SortedSet<String> names = new TreeSet<>();
    rules().forEach(rule -> names.add(rule.name()));
    schedulePasses().forEach(pass -> names.add(pass.name()));
    return names;
  }
}
