package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Memory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Collects tasks and numbers the matrices between them.
final class TaskList {
  private final AcceleratorConfig config;
  private final List<Task> tasks = new ArrayList<>();
  private final List<String> labels = new ArrayList<>();
  private final Map<Matrix, Matrix> residualCopies = new HashMap<>();
  private final Map<Matrix, Matrix> residualNumbers = new HashMap<>();
  private final RowPadding padding = new RowPadding();
  private String label = "";
  private int matrices;
  private int computedWeights;
  private int rowFactors;
  private long macs;

  TaskList(AcceleratorConfig config) {
    this.config = config;
  }

  AcceleratorConfig config() {
    return config;
  }

  /// Names the tasks that are added from now on.
  void label(String name) {
    label = name;
  }

  void add(Task task) {
    tasks.add(task);
    labels.add(label);
    padding.add(task);
    if (task instanceof Task.MatMul product) {
      macs += (long) product.source().rows() * product.weights().k() * product.weights().n();
    }
  }

  /// Returns what pads the rows of the matrices that are written so far.
  RowPadding padding() {
    return padding;
  }

  TaskGraph graph(String kernel) {
    return new TaskGraph(kernel, tasks, labels, macs);
  }

  /// Returns the words of a row block without padding, ceil(cols / lanes).
  int tightWords(int cols) {
    return Math.ceilDiv(cols, config.lanes());
  }

  /// Returns the words that a product writes for a row block: whole column blocks.
  int drainedWords(int cols) {
    return Math.ceilDiv(cols, config.cols()) * config.drainWords();
  }

  /// Returns a new matrix, in act if its codes are narrow enough.
  ///
  /// @param rowBlockWords words of a row block that are written; act may ask for more
  /// @param node what defines it, for diagnostics
  Matrix matrix(Node node, int rows, int cols, int rowBlockWords, IntType storage) {
    if (rows == 0 || cols == 0) {
      throw BindFaults.empty(node);
    }
    boolean narrow = storage.bits() <= config.actBits();
    if (!narrow && storage.bits() + (storage.signed() ? 0 : 1) > Short.SIZE) {
      throw BindFaults.of(
          VerilogFault.TOO_WIDE,
          node,
          "gives " + storage + ", the residual memory holds s16",
          "use s16, or at most 8 bits");
    }
    Memory home = narrow ? Memory.ACT : Memory.RES;
    int alignment = narrow ? config.rowAlignment() : 1;
    int words = Math.ceilDiv(rowBlockWords, alignment) * alignment;
    return new Matrix(matrices++, rows, 1, cols, words, words, storage, home);
  }

  /// Returns a new matrix that lies like `other`.
  ///
  /// @param node what defines it, for diagnostics
  Matrix like(Node node, Matrix other, IntType storage) {
    return like(node, other, other.rows(), storage);
  }

  /// Returns a new matrix of `rows` rows that lie like those of `other`.
  ///
  /// @param node what defines it, for diagnostics
  Matrix like(Node node, Matrix other, int rows, IntType storage) {
    Matrix one = matrix(node, rows, other.cols(), other.rowBlockWords(), storage);
    return other.groups() == 1
        ? one
        : new Matrix(
            one.id(),
            rows,
            other.groups(),
            other.cols(),
            other.groupWords(),
            other.rowBlockWords(),
            storage,
            one.home());
  }

  /// Returns a new matrix whose columns come in groups that products write, of `cols` each.
  ///
  /// @param node what defines it, for diagnostics
  Matrix grouped(Node node, int rows, int groups, int cols, IntType storage) {
    if (groups == 1) {
      return matrix(node, rows, cols, drainedWords(cols), storage);
    }
    Matrix one = matrix(node, rows, cols, drainedWords(cols), storage);
    int words = Math.ceilDiv(one.rowBlockWords(), config.drainWords()) * config.drainWords();
    while (one.home() == Memory.ACT && words % config.rowAlignment() != 0) {
      words += config.drainWords();
    }
    return new Matrix(one.id(), rows, groups, cols, words, groups * words, storage, one.home());
  }

  /// Returns a new matrix whose columns come in groups that products write, of `cols` each, but
  /// which is read as a whole: its groups begin where the one in front ends, so that every word in
  /// between was written.
  ///
  /// @param node what defines it, for diagnostics
  Matrix packed(Node node, int rows, int groups, int cols, IntType storage) {
    int words = drainedWords(cols);
    Matrix all = matrix(node, rows, cols, groups * words, storage);
    return new Matrix(
        all.id(), rows, groups, cols, words, all.rowBlockWords(), storage, all.home());
  }

  /// Returns new weights that a product writes.
  ///
  /// @param node what reads or defines them, for diagnostics
  /// @param encoding of the codes before they are brought to a signed range
  ComputedWeights weights(Node node, Turn turn, Encoding.Affine encoding) {
    IntType storage = encoding.storage();
    boolean wide = storage.bits() > config.wgtBits();
    IntType signed = new IntType(wide ? config.actBits() : config.wgtBits(), true);
    boolean fits = storage.min() >= signed.min() && storage.max() <= signed.max();
    if (storage.bits() > signed.bits()) {
      throw BindFaults.of(
          VerilogFault.TOO_WIDE,
          node,
          "takes codes of %s as weights, WGT_BITS is %d".formatted(storage, config.wgtBits()),
          "quantize this operand to %d bits".formatted(config.wgtBits()));
    }
    long offset = fits ? 0 : -signed.min();
    int zero = Math.toIntExact(encoding.zeroPoint() - offset);
    return new ComputedWeights(
        computedWeights++, turn.form(), turn.groups(), turn.k(), turn.n(), zero, signed);
  }

  /// Returns new factors of rows.
  RowFactors factors(int rows) {
    return new RowFactors(rowFactors++, rows);
  }

  /// Returns `matrix`, or a copy of it, in res; a copy costs one pass, once.
  Matrix inResidual(Matrix matrix) {
    if (matrix.home() == Memory.RES) {
      return matrix;
    }
    Matrix copied =
        residualCopies.computeIfAbsent(
            matrix.whole(),
            source -> {
              Matrix copy =
                  new Matrix(
                      matrices++,
                      source.rows(),
                      source.groups(),
                      source.cols(),
                      source.groupWords(),
                      source.rowBlockWords(),
                      source.storage(),
                      Memory.RES);
              add(new Task.Map(source, Requantization.identity(source.storage()), copy));
              return copy;
            });
    return copied.slice(matrix.first(), matrix.rows());
  }

  /// Returns the numbers of codes with a zero point, s16 in res.
  Matrix numbers(Matrix matrix, int zeroPoint) {
    Matrix numbers =
        residualNumbers.computeIfAbsent(
            matrix.whole(),
            source -> {
              IntType storage = new IntType(Short.SIZE, true);
              Matrix copy =
                  new Matrix(
                      matrices++,
                      source.rows(),
                      source.groups(),
                      source.cols(),
                      source.groupWords(),
                      source.rowBlockWords(),
                      storage,
                      Memory.RES);
              add(
                  new Task.Map(
                      source, Requantization.identity(storage).plusBias(-zeroPoint), copy));
              return copy;
            });
    return numbers.slice(matrix.first(), matrix.rows());
  }
}
