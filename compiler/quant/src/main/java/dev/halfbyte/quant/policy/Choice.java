package dev.halfbyte.quant.policy;

/// A setting and the rule that won.
public record Choice<S extends Setting>(S setting, Rule rule) {
  /// The part of the rule that won, and where it is written: `h act s4 tensor (mlp.hb:7:3)`.
  public String reason() {
    return rule.subject() + " " + setting + " (" + rule.origin() + ")";
  }
}
