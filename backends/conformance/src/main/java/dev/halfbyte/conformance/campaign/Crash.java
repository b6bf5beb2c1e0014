package dev.halfbyte.conformance.campaign;

import dev.halfbyte.conformance.judge.Finding;
import dev.halfbyte.conformance.trial.Origin;
import java.nio.file.Path;

/// A failure after shrinking.
///
/// @param folder the crash folder
/// @param subject name of the subject, or `compiler`
/// @param ops of the program; 0 where the compiler made none
public record Crash(Path folder, Origin origin, String subject, Finding finding, int ops) {}
