package dev.halfbyte.conformance.campaign;

import dev.halfbyte.conformance.judge.Judge;
import dev.halfbyte.conformance.subject.Outcome;
import dev.halfbyte.conformance.subject.Subject;
import dev.halfbyte.conformance.trial.Trial;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.op.Op;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/// The interpreter, but with one bit of each result flipped in programs that hold an op of a kind.
record WrongSubject(Class<? extends Op> kind) implements Subject {
  @Override
  public String name() {
    return "wrong";
  }

  @Override
  public Optional<String> unavailable() {
    return Optional.empty();
  }

  @Override
  public SequencedMap<String, Outcome> run(Trial trial) {
    SequencedMap<String, Tensor> results = new LinkedHashMap<>(Judge.expected(trial));
    if (trial.program().program().nodes().stream().anyMatch(node -> kind.isInstance(node.op()))) {
      results.replaceAll((_, tensor) -> flipped(tensor));
    }
    SequencedMap<String, Outcome> outcomes = new LinkedHashMap<>();
    outcomes.put("wrong", new Outcome.Outputs(results));
    return outcomes;
  }

  private static Tensor flipped(Tensor tensor) {
    byte[] bytes = tensor.bytes();
    if (bytes.length == 0 || tensor.type().elem() instanceof ElemType.BoolType) {
      return tensor;
    }
    bytes[0] ^= 1;
    return Tensor.ofBytes(tensor.type(), bytes);
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
