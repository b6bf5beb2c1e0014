package dev.halfbyte.testkit;

/// A way to make a program longer by a few nodes.
@FunctionalInterface
interface Production {
  /// Adds nodes; does nothing where no value fits.
  void apply(Workbench bench);
}
