package dev.halfbyte.ir;

/// A named result of a program.
public record Output(String name, Value value) {}
