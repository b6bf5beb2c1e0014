package dev.halfbyte.testkit.kernel;

/// Adds one to six statements to a scope.
@FunctionalInterface
interface Production {
  void apply(Scope scope);
}
