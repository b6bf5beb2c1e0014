package dev.halfbyte.sim.verilator;

/// What a two-state simulation puts where Verilog has X.
public enum UnknownValues {
  /// Whatever is cheapest: no protection against a read of an unset register.
  FAST,
  /// A value drawn at open time from the seed of the instance, for initial contents and for
  /// assigned X alike: a design that depends on an unset register gives different results under
  /// different seeds.
  SEEDED
}
