package dev.halfbyte.testkit.coverage;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Append;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Cast;
import dev.halfbyte.ir.op.Concat;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Mask;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.op.RequantizeAdd;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.ir.op.View;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which [Feature]s a node has.
final class FeatureCells {
  private final ProgramCells.Scope scope;

  private FeatureCells(ProgramCells.Scope scope) {
    this.scope = scope;
  }

  static void parameter(Parameter parameter, Set<Cell> cells) {
    Feature feature =
        switch (parameter.kind()) {
          case INPUT -> Feature.PARAMETER_INPUT;
          case WEIGHT -> Feature.PARAMETER_WEIGHT;
          case STATE -> Feature.PARAMETER_STATE;
        };
    cells.add(feature.cell());
  }

  static void add(ProgramCells.Scope scope, Node node) {
    new FeatureCells(scope).node(node);
  }

  private void has(boolean seen, Feature feature) {
    if (seen) {
      scope.cells().add(feature.cell());
    }
  }

  private void node(Node node) {
    has(
        !(node.op() instanceof Append)
            && node.op().operands().stream().anyMatch(v -> defines(v, Append.class)),
        Feature.APPEND_READ_AFTER);
    switch (node.op()) {
      case View view -> view(view);
      case Mask mask -> mask(mask);
      case Concat concat -> concat(concat);
      case Reduce reduce -> reduce(reduce);
      case Lookup lookup -> lookup(lookup, node.type());
      case Cast cast -> cast(cast, node.type());
      case RequantizeAdd add ->
          has(
              !scope.type(add.left()).equals(scope.type(add.right())),
              Feature.REQUANTIZE_ADD_OF_UNLIKE);
      case Scan scan -> scan(scan);
      case Append append -> append(append);
      case Op _ -> {
        // Its attributes and types tell it all.
      }
    }
    RequantizeFeatures.of(scope, node.op()).forEach(feature -> has(true, feature));
  }

  private boolean defines(Value value, Class<? extends Op> op) {
    return scope.definition(value).filter(node -> op.isInstance(node.op())).isPresent();
  }

  private void view(View view) {
    AccessMap map = view.map();
    Set<Integer> read = new HashSet<>();
    int before = -1;
    for (AffineIndex index : map.indices()) {
      has(index.terms().size() > 1, Feature.VIEW_OF_WINDOWS);
      has(!index.constant().terms().isEmpty(), Feature.VIEW_SHIFTED);
      for (AffineIndex.Term term : index.terms()) {
        has(term.coefficient() > 1, Feature.VIEW_STRIDED);
        has(term.coefficient() < 0, Feature.VIEW_REVERSED);
        has(term.position() < before, Feature.VIEW_TRANSPOSED);
        has(!read.add(term.position()), Feature.VIEW_OF_DIAGONAL);
        before = term.position();
      }
    }
    has(read.size() < map.extents().size(), Feature.VIEW_REPEATED);
    has(map.padded(), Feature.VIEW_PADDED);
    has(scope.type(view.operand()).elem().equals(ElemType.BOOL), Feature.VIEW_OF_PREDICATE);
  }

  private void mask(Mask mask) {
    has(mask.conditions().isEmpty(), Feature.MASK_OF_NO_CONDITION);
    has(mask.conditions().size() > 1, Feature.MASK_OF_MANY_CONDITIONS);
    has(
        mask.conditions().stream().anyMatch(condition -> !condition.constant().isFixed()),
        Feature.MASK_OF_SYMBOL);
  }

  private void concat(Concat concat) {
    has(concat.parts().size() == 1, Feature.CONCAT_OF_ONE);
    has(concat.parts().size() > 2, Feature.CONCAT_OF_MANY);
    has(concat.parts().stream().map(scope::type).distinct().count() > 1, Feature.CONCAT_OF_UNEQUAL);
  }

  private void reduce(Reduce reduce) {
    int rank = scope.type(reduce.operand()).shape().rank();
    has(reduce.axes().size() > 1, Feature.REDUCE_OF_MANY_AXES);
    has(reduce.axes().size() == rank, Feature.REDUCE_OF_ALL_AXES);
    boolean groups =
        scope
            .definition(reduce.operand())
            .filter(node ->
                node.op() instanceof Binary binary
                    && binary.kind() == Binary.Kind.MUL
                    && List.of(binary.left(), binary.right()).stream().anyMatch(this::isOfGroups))
            .isPresent();
    has(groups, Feature.GROUPS_OF_TWO_LEVELS);
  }

  /// Whether these are sums of integer products with a batch index: the sums of groups.
  private boolean isOfGroups(Value value) {
    Optional<Node> definition = scope.definition(value);
    return definition.isPresent()
        && switch (definition.get().op()) {
          case Contract contract ->
              !contract.accumulator().equals(ElemType.F32) && !contract.einsum().batch().isEmpty();
          case Cast cast -> isOfGroups(cast.operand());
          case Op _ -> false;
        };
  }

  private void lookup(Lookup lookup, TensorType result) {
    has(
        scope.type(lookup.operand()).elem() instanceof ElemType.IntType,
        Feature.LOOKUP_OF_INTEGERS);
    has(!defines(lookup.table(), Constant.class), Feature.LOOKUP_OF_COMPUTED_TABLE);
    switch (result.elem()) {
      case ElemType.FloatType _ -> has(true, Feature.LOOKUP_TO_FLOATS);
      case ElemType.IntType _ -> has(true, Feature.LOOKUP_TO_INTEGERS);
      case ElemType.CodeType(Encoding _) -> has(true, Feature.LOOKUP_TO_CODES);
      case ElemType.BoolType _ -> has(false, Feature.LOOKUP_TO_CODES);
    }
  }

  private void cast(Cast cast, TensorType result) {
    TensorType operand = scope.type(cast.operand());
    has(operand.elem() instanceof ElemType.CodeType, Feature.CAST_OF_CODES);
    has(result.elem().equals(ElemType.F32), Feature.CAST_TO_FLOATS);
    has(
        operand.elem() instanceof ElemType.IntType from
            && result.elem() instanceof ElemType.IntType to
            && to.bits() < from.bits(),
        Feature.CAST_TO_NARROWER);
  }

  private void scan(Scan scan) {
    TensorType scanned = scope.type(scan.scanned().getFirst());
    has(scanned.shape().dim(0).evaluate(scope.dims()) == 0, Feature.SCAN_OF_NOTHING);
    has(
        scan.body().nodes().stream().anyMatch(node -> node.op() instanceof Scan),
        Feature.SCAN_IN_SCAN);
    has(!scan.captured().isEmpty(), Feature.SCAN_WITH_CAPTURED);
    has(scan.carried().size() > 1, Feature.SCAN_WITH_MANY_CARRIED);
    has(scan.scanned().size() > 1, Feature.SCAN_WITH_MANY_SCANNED);
    has(scan.body().outputs().size() > scan.carried().size(), Feature.SCAN_WITH_STACKED);
    has(
        scan.body().nodes().stream().anyMatch(node -> node.op() instanceof Append),
        Feature.SCAN_WITH_STATE);
  }

  private void append(Append append) {
    TensorType rows = scope.type(append.value());
    has(rows.shape().dim(0).evaluate(scope.dims()) == 0, Feature.APPEND_OF_NOTHING);
    has(defines(append.state(), Append.class), Feature.APPEND_TO_APPENDED);
  }
}
