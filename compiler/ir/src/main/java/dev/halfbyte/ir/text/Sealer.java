package dev.halfbyte.ir.text;

import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.source.CompilerBug;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// Ends the numeric half of a compilation: names the program by a hash of everything that decides
/// its results.
///
/// Hashed is the canonical text with values numbered in order of definition, every constant by its
/// digest and without places in the user's source: neither the numbering that passes left behind
/// nor the file name counts.
public final class Sealer {
  private Sealer() {}

  public static SealedProgram seal(CoreProgram core) {
    return new SealedProgram(core, hash(core.program()));
  }

  /// SHA-256 in hex.
  public static String hash(Program program) {
    String text = IrPrinter.print(renumber(program), -1, false);
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new CompilerBug("every Java platform has SHA-256", e);
    }
  }

  /// The same program with values 0, 1, 2, ... in order of definition, in scan bodies too.
  public static Program renumber(Program program) {
    Map<Value, Value> numbers = new HashMap<>();
    List<Parameter> parameters = new ArrayList<>();
    for (Parameter p : program.parameters()) {
      parameters.add(new Parameter(define(p.value(), numbers), p.name(), p.type(), p.kind()));
    }
    List<Node> nodes = new ArrayList<>();
    for (Node node : program.nodes()) {
      Op op = renumber(node.op(), numbers);
      List<Node.Result> results = new ArrayList<>();
      for (Node.Result result : node.results()) {
        results.add(new Node.Result(define(result.value(), numbers), result.type()));
      }
      nodes.add(new Node(results, op, node.path(), node.origin()));
    }
    List<Output> outputs =
        program.outputs().stream()
            .map(output -> new Output(output.name(), use(output.value(), numbers)))
            .toList();
    return new Program(
        program.name(), program.dims(), parameters, program.constants(), nodes, outputs);
  }

  private static Op renumber(Op op, Map<Value, Value> numbers) {
    Op renamed = op.withOperands(op.operands().stream().map(v -> use(v, numbers)).toList());
    return renamed instanceof Scan scan
        ? new Scan(renumber(scan.body()), scan.carried(), scan.scanned(), scan.captured())
        : renamed;
  }

  private static Value define(Value value, Map<Value, Value> numbers) {
    Value number = new Value(numbers.size());
    if (numbers.put(value, number) != null) {
      throw new CompilerBug("value " + value + " is defined twice");
    }
    return number;
  }

  private static Value use(Value value, Map<Value, Value> numbers) {
    Value number = numbers.get(value);
    if (number == null) {
      throw new CompilerBug("value " + value + " is used before its definition");
    }
    return number;
  }
}
