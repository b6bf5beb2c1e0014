package dev.halfbyte.frontend.extent;

/// What a term of an [Extent] multiplies: a dimension or a floor quotient.
public sealed interface Factor permits Dimension, Quotient {}
