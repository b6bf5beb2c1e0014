package dev.halfbyte.loop.interp;

/// An expression or index, ready to be evaluated; floats by their raw bits, predicates as 0 or 1.
@FunctionalInterface
interface Evaluator {
  long value();
}
