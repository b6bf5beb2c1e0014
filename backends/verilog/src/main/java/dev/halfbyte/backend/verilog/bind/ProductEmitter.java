package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes tasks of sums and puts their codes where most readers want them.
final class ProductEmitter {
  private final TaskList tasks;
  private final Arrangements arrangements;

  ProductEmitter(TaskList tasks, Arrangements arrangements) {
    this.tasks = tasks;
    this.arrangements = arrangements;
  }

  /// Adds the tasks.
  ///
  /// @param last defines the codes
  /// @param requantizations one for each part of `sums`
  Bound emit(Node last, Bound.Sums sums, List<Requantization> requantizations) {
    return sums.parts().size() == 1
        ? one(last, sums, requantizations.getFirst())
        : several(last, sums, requantizations);
  }

  private Bound one(Node last, Bound.Sums sums, Requantization requantization) {
    Bound.Part part = sums.parts().getFirst();
    Optional<Arrangements.TurnedRows> rows =
        arrangements
            .turn(last.value())
            .filter(found ->
                isHeld(found.turn(), sums)
                    && found.first() + found.turn().rows() <= sums.rows()
                    && found.first() % tasks.config().rows() == 0
                    && requantization.residual().isEmpty());
    if (rows.isPresent()
        && last.type().elem() instanceof ElemType.CodeType(Encoding.Affine encoding)) {
      Turn turn = rows.get().turn();
      ComputedWeights weights = tasks.weights(last, turn, encoding);
      Requantization shifted = Rearranger.shifted(requantization, encoding, weights);
      Matrix kept = part.source().slice(rows.get().first(), turn.rows());
      add(part.of(kept), sums, shifted, new ProductTarget.Turned(weights));
      return new Bound.Turned(weights, sums.lead());
    }
    int groups = sums.lead() > 1 ? sums.lead() : groups(last, sums, requantization);
    Matrix matrix = tasks.grouped(last, sums.rows(), groups, sums.cols() / groups, storage(last));
    add(part, sums, requantization, new ProductTarget.Codes(matrix, Optional.empty()));
    return new Bound.Codes(matrix, sums.lead());
  }

  private static boolean isHeld(Turn turn, Bound.Sums sums) {
    return turn.groups() * turn.cols() == sums.cols() && turn.lead() == sums.lead();
  }

  private int groups(Node last, Bound.Sums sums, Requantization requantization) {
    int wanted = arrangements.groups(last.value());
    boolean possible =
        sums.cols() % wanted == 0
            && requantization.residual().isEmpty()
            && storage(last).bits() <= tasks.config().actBits();
    return possible ? wanted : 1;
  }

  private Bound several(Node last, Bound.Sums sums, List<Requantization> requantizations) {
    int groups = sums.parts().size();
    if (sums.lead() == 1 || arrangements.isInterleaved(last.value())) {
      Matrix matrix =
          arrangements.groups(last.value()) > 1
              ? tasks.grouped(last, sums.rows(), groups, sums.partCols(), storage(last))
              : tasks.packed(last, sums.rows(), groups, sums.partCols(), storage(last));
      for (int group = 0; group < groups; group++) {
        add(
            sums.parts().get(group),
            sums,
            requantizations.get(group),
            new ProductTarget.Codes(matrix, Optional.of(group)));
      }
      return new Bound.Codes(matrix, sums.lead());
    }
    List<Matrix> heads = new ArrayList<>();
    for (int head = 0; head < groups; head++) {
      Matrix matrix = tasks.grouped(last, sums.rows(), 1, sums.partCols(), storage(last));
      add(
          sums.parts().get(head),
          sums,
          requantizations.get(head),
          new ProductTarget.Codes(matrix, Optional.empty()));
      heads.add(matrix);
    }
    return new Bound.Heads(heads);
  }

  private void add(
      Bound.Part part, Bound.Sums sums, Requantization requantization, ProductTarget target) {
    tasks.add(
        new Task.MatMul(
            part.source(), part.group(), sums.decode(), part.weights(), requantization, target));
  }

  private static IntType storage(Node node) {
    return ElemType.storage(node.type().elem()).orElseThrow();
  }
}
