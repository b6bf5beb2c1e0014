package dev.halfbyte.conformance.subject;

import dev.halfbyte.ir.Tensor;
import dev.halfbyte.source.DiagnosticCode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// How one execution of a program ended.
public sealed interface Outcome {
  /// With results.
  record Outputs(SequencedMap<String, Tensor> tensors) implements Outcome {
    public Outputs {
      tensors = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tensors));
    }
  }

  /// The target says that it has no form for the program.
  record NoForm(DiagnosticCode code, String message) implements Outcome {}

  /// With a fault of ours: an exception, a crashed process, a broken promise beside the bits.
  record Broken(String what) implements Outcome {}
}
