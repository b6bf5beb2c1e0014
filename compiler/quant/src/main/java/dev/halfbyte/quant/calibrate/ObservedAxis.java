package dev.halfbyte.quant.calibrate;

/// An axis of a value each index of which has a range of its own.
///
/// @param form of the codes of an index
record ObservedAxis(int axis, CodeForm form) {}
