package dev.halfbyte.driver.verify;

import dev.halfbyte.driver.DriverCode;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Flips one weight bit of a sealed program, for the self-check of `verify`: an artefact built from
/// the result must be reported as different, or the comparison proves nothing.
public final class Tampering {
  private Tampering() {}

  /// The program with one bit of one weight flipped such that its outputs on `inputs` change; the
  /// hash is kept, as in an artefact that was damaged after it was built.
  public static SealedProgram flipWeightBit(SealedProgram sealed, Arguments inputs) {
    Program program = sealed.program();
    String before = Digests.of(Interpreter.run(program, inputs.tensors(), inputs.dims()));
    for (String weight : weightNames(program).keySet()) {
      Tensor tensor = program.constants().get(weight);
      if (tensor == null) {
        continue;
      }
      // The first element may meet only zeros; a few spread over the tensor will not.
      int step = Math.max(1, tensor.count() / 17);
      for (int element = 0; element < tensor.count(); element += step) {
        Program flipped = with(program, weight, flip(tensor, element));
        String after = Digests.of(Interpreter.run(flipped, inputs.tensors(), inputs.dims()));
        if (!after.equals(before)) {
          return new SealedProgram(new CoreProgram(flipped), sealed.hash());
        }
      }
    }
    throw new DiagnosticException(
        Diagnostic.error(
                DriverCode.NO_WEIGHT_BIT,
                "no weight bit changes the outputs of `" + program.name() + "` on this data")
            .help("a self-check needs a kernel with weights and data that reaches them"));
  }

  private static SortedMap<String, Node> weightNames(Program program) {
    Map<dev.halfbyte.ir.Value, Node> definitions = program.definitions();
    SortedMap<String, Node> names = new TreeMap<>();
    for (Node node : program.nodes()) {
      if (node.op() instanceof Contract contract) {
        for (dev.halfbyte.ir.Value operand : contract.operands()) {
          Node maker = definitions.get(operand);
          if (maker != null && maker.op() instanceof Constant constant) {
            names.put(constant.name(), maker);
          }
        }
      }
    }
    return names;
  }

  /// Flips the lowest bit of an integer, the highest fraction bit of a float.
  private static Tensor flip(Tensor tensor, int element) {
    byte[] bytes = tensor.bytes();
    boolean isFloat = tensor.type().elem().equals(ElemType.F32);
    int offset = element * tensor.type().elem().bytes() + (isFloat ? 2 : 0);
    bytes[offset] ^= (byte) (isFloat ? 0x40 : 1);
    return Tensor.ofBytes(tensor.type(), bytes);
  }

  private static Program with(Program program, String name, Tensor tensor) {
    SortedMap<String, Tensor> constants = new TreeMap<>(program.constants());
    constants.put(name, tensor);
    return new Program(
        program.name(),
        program.dims(),
        program.parameters(),
        constants,
        program.nodes(),
        program.outputs());
  }
}
