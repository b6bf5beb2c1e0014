package dev.halfbyte.conformance.campaign;

import dev.halfbyte.conformance.judge.Finding;
import dev.halfbyte.conformance.trial.Origin;
import dev.halfbyte.conformance.trial.Trial;

/// A program on which a subject failed.
///
/// @param subject name of the subject
record Failure(Trial trial, Origin origin, String subject, Finding finding) {}
