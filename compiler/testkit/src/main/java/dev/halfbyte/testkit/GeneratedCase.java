package dev.halfbyte.testkit;

import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.text.IrPrinter;
import java.util.List;
import java.util.Map;

/// A generated program with arguments that it is defined for.
///
/// @param record the choices it was made of, for replay and shrinking
public record GeneratedCase(Program program, Arguments arguments, List<Integer> record) {
  public GeneratedCase {
    record = List.copyOf(record);
  }

  /// Program, dims and arguments in words, for a failure message.
  public String describe() {
    StringBuilder out = new StringBuilder(IrPrinter.print(program));
    out.append("dims ").append(arguments.dims()).append('\n');
    for (Map.Entry<String, Tensor> entry : arguments.tensors().entrySet()) {
      out.append(entry.getKey()).append(" = ").append(entry.getValue()).append('\n');
    }
    return out.append("record ").append(record).append('\n').toString();
  }
}
