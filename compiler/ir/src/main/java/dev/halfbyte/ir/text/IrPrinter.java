package dev.halfbyte.ir.text;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.op.Scan;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// Writes the text form of a program. Equal programs have equal text.
public final class IrPrinter {
  /// Raised with every change after which an old reader could misread new text.
  public static final int FORMAT_VERSION = 1;

  private IrPrinter() {}

  /// Canonical text; large constants stand there by digest, their data is in [#pool].
  public static String print(Program program) {
    return print(program, TensorText.INLINE_LIMIT, true);
  }

  static String print(Program program, int inlineLimit, boolean origins) {
    ProgramWriter writer = new ProgramWriter(inlineLimit, origins);
    writer.append("halfbyte ir " + FORMAT_VERSION + "\n").program(program);
    return writer.append("\n").toString();
  }

  /// The constants that [#print] writes by digest, by that digest.
  public static SortedMap<String, Tensor> pool(Program program) {
    SortedMap<String, Tensor> pool = new TreeMap<>();
    collect(program, pool);
    return Collections.unmodifiableSortedMap(pool);
  }

  private static void collect(Program program, SortedMap<String, Tensor> pool) {
    for (Tensor data : program.constants().values()) {
      if (data.count() > TensorText.INLINE_LIMIT) {
        pool.put(data.digest(), data);
      }
    }
    for (Node node : program.nodes()) {
      if (node.op() instanceof Scan scan) {
        collect(scan.body(), pool);
      }
    }
  }
}
