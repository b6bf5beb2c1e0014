package dev.halfbyte.conformance.trial;

import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.SealedProgram;
import java.util.Optional;

/// A program with arguments that it is defined for, and how to vary what must not matter.
///
/// @param source the kernel's text where the program was written in the language
public record Trial(
    SealedProgram program, Arguments arguments, Variation variation, Optional<String> source) {}
