package dev.halfbyte.quant.policy;

/// A setting and the rule that won.
public record Choice<S extends Setting>(S setting, Rule rule) {}
