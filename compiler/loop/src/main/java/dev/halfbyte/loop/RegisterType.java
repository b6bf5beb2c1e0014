package dev.halfbyte.loop;

/// Type of a scalar expression.
public enum RegisterType {
  I32,
  I64,
  F32,
  BOOL
}
