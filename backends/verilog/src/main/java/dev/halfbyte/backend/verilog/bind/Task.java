package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.backend.verilog.cmd.HostInput;
import dev.halfbyte.backend.verilog.cmd.HostOutput;
import dev.halfbyte.backend.verilog.cmd.Quantizer;
import dev.halfbyte.rtl.Decoding;
import dev.halfbyte.rtl.DigitPlanes;
import dev.halfbyte.rtl.Reduction;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// Work of one unit on whole matrices, before rows are cut and memory is allocated.
public sealed interface Task {

  /// Returns the rows that the task reads, one of each for each of its own; a reduction reads all
  /// of them.
  List<Matrix> operands();

  /// Returns the matrices that the task reads, or of which it reads some rows.
  default List<Matrix> reads() {
    return operands().stream().map(Matrix::whole).toList();
  }

  /// Returns the matrix that the task writes, or a group of it.
  Optional<Matrix> writes();

  /// Takes an input from the host.
  ///
  /// @param input the f32 tensor
  /// @param firstRow the first row of the input that is taken, as many as the target has
  /// @param quantizer from f32 to codes, on the host
  /// @param target where the codes go
  record Read(HostInput input, int firstRow, Quantizer quantizer, Matrix target) implements Task {
    /// All rows of an input.
    public Read(HostInput input, Quantizer quantizer, Matrix target) {
      this(input, 0, quantizer, target);
    }

    @Override
    public List<Matrix> operands() {
      return List.of();
    }

    @Override
    public Optional<Matrix> writes() {
      return Optional.of(target);
    }
  }

  /// Multiplies a matrix in act by weights.
  ///
  /// @param source activations, M x K
  /// @param sourceGroup the group of the source that is multiplied; empty where all groups, one
  ///   behind the other, are its K columns
  /// @param decode what codes of the source stand for, where not for themselves
  /// @param weights K x N
  /// @param requantization one channel per column
  /// @param target M x N
  record MatMul(
      Matrix source,
      Optional<Integer> sourceGroup,
      Optional<Decoding> decode,
      WeightSource weights,
      Requantization requantization,
      ProductTarget target)
      implements Task {
    /// Returns the same product of another matrix.
    public MatMul of(Matrix other) {
      return new MatMul(other, sourceGroup, decode, weights, requantization, target);
    }

    @Override
    public List<Matrix> operands() {
      return sources(source, requantization);
    }

    /// Returns the planes of 4 bits that the weights have, 1 but for a row array.
    public int weightPlanes() {
      return decode
          .filter(DigitPlanes.class::isInstance)
          .map(planes -> ((DigitPlanes) planes).weightPlanes())
          .orElse(1);
    }

    @Override
    public Optional<Matrix> writes() {
      return switch (target) {
        case ProductTarget.Codes(Matrix matrix, var _) -> Optional.of(matrix);
        case ProductTarget.Turned _ -> Optional.empty();
      };
    }
  }

  /// Sends every element of a matrix through the epilogue.
  ///
  /// @param source a matrix in act or res
  /// @param requantization one channel for all columns
  /// @param target a matrix of equal extents
  record Map(Matrix source, Requantization requantization, Matrix target) implements Task {
    @Override
    public List<Matrix> operands() {
      return sources(source, requantization);
    }

    @Override
    public Optional<Matrix> writes() {
      return Optional.of(target);
    }
  }

  /// Sends the sum, the greatest or the least of some rows of a matrix through the epilogue, for
  /// each row of the target. It needs all rows of its source.
  ///
  /// @param source a matrix in act or res
  /// @param kind which reduction
  /// @param rows the rows that become each row of the target
  /// @param requantization one channel for all columns
  /// @param target a matrix with the columns of the source
  record Reduce(
      Matrix source,
      Reduction.Kind kind,
      RowGroups rows,
      Requantization requantization,
      Matrix target)
      implements Task {
    @Override
    public List<Matrix> operands() {
      return List.of(source);
    }

    @Override
    public Optional<Matrix> writes() {
      return Optional.of(target);
    }
  }

  /// Turns rows of logits into codes of probabilities.
  ///
  /// @param source logits in res, one group, in units of which sixteen are a factor of two
  /// @param presentInFirst elements of row 0 that take part, one more in each row after it; empty
  ///   where all take part
  /// @param form what becomes of the sum of a row
  /// @param table what a distance from the maximum stands for
  /// @param zeroCode the code of elements that take no part
  /// @param target codes in act, of the extents of the source
  record Softmax(
      Matrix source,
      OptionalInt presentInFirst,
      SoftmaxForm form,
      SoftmaxTable table,
      int zeroCode,
      Matrix target)
      implements Task {
    @Override
    public List<Matrix> operands() {
      return List.of(source);
    }

    @Override
    public Optional<Matrix> writes() {
      return Optional.of(target);
    }
  }

  /// Normalizes rows.
  ///
  /// @param source numbers in res, without padding between its groups
  /// @param form the constants
  /// @param clamp zero and bounds of the codes
  /// @param target codes in act, one group of as many columns as the source has in all
  record Norm(Matrix source, NormForm form, Clamp clamp, Matrix target) implements Task {
    @Override
    public List<Matrix> operands() {
      return List.of(source);
    }

    @Override
    public Optional<Matrix> writes() {
      return Optional.of(target);
    }
  }

  /// Gives an output to the host.
  ///
  /// @param source a matrix in act or res, without padding between its groups
  /// @param output how the host reads it
  record Write(Matrix source, HostOutput output) implements Task {
    @Override
    public List<Matrix> operands() {
      return List.of(source);
    }

    @Override
    public Optional<Matrix> writes() {
      return Optional.empty();
    }
  }

  /// Puts a matrix into the DRAM, for lack of room; the scheduler adds it.
  ///
  /// @param source a matrix in act or res
  /// @param first first beat of its first row block in the DRAM, the others behind
  record Spill(Matrix source, int first) implements Task {
    @Override
    public List<Matrix> operands() {
      return List.of(source);
    }

    @Override
    public Optional<Matrix> writes() {
      return Optional.empty();
    }
  }

  /// Takes back what a [Spill] put into the DRAM.
  ///
  /// @param target a matrix of the same extents and layout
  /// @param first first beat
  record Fill(Matrix target, int first) implements Task {
    @Override
    public List<Matrix> operands() {
      return List.of();
    }

    @Override
    public Optional<Matrix> writes() {
      return Optional.of(target);
    }
  }

  private static List<Matrix> sources(Matrix source, Requantization requantization) {
    return Stream.concat(
            Stream.of(source),
            requantization.residual().map(Requantization.Residual::matrix).stream())
        .toList();
  }
}
