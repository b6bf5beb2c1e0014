package dev.halfbyte.frontend.ast;

import dev.halfbyte.source.Span;

/// A condition of a `where` clause: it holds where `expression` is at least 0. Several conditions
/// hold together.
public record Condition(IndexExpression expression, Span span) {}
