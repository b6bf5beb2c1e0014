package dev.halfbyte.driver.bind;

import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// Picks a program's inputs from a file that may hold more, such as labels.
public final class Inputs {
  private Inputs() {}

  /// Checked arguments for one run of `program`, whose weights are bound.
  ///
  /// @param fixed dims given by hand
  /// @throws dev.halfbyte.source.DiagnosticException when an input is missing or does not fit
  public static Arguments of(Program program, Map<String, Tensor> given, Map<String, Long> fixed) {
    SequencedMap<String, Tensor> inputs = new LinkedHashMap<>();
    for (Parameter input : program.parameters(Parameter.Kind.INPUT)) {
      Tensor tensor = given.get(input.name());
      if (tensor != null) {
        inputs.put(input.name(), tensor);
      }
    }
    return Arguments.of(program, inputs, fixed);
  }
}
