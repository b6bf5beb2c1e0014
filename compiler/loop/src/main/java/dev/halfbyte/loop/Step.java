package dev.halfbyte.loop;

/// A part of a loop program: a stage, or steps that are repeated.
public sealed interface Step permits Stage, Repeat {}
