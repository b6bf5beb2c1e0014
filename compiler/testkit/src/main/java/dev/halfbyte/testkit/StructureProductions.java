package dev.halfbyte.testkit;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Append;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Compare;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.ir.op.Select;
import dev.halfbyte.ir.op.Unary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Linear state and scans.
final class StructureProductions {
  private static final List<Binary.Kind> KINDS =
      List.of(Binary.Kind.ADD, Binary.Kind.MUL, Binary.Kind.MAX, Binary.Kind.SUB);

  private StructureProductions() {}

  private static boolean computable(Workbench bench, TensorType type) {
    return type.shape().rank() > 0
        && (Workbench.isCode(type) || (bench.options().floats() && Workbench.isFloat(type)));
  }

  /// Rows of some value appended to a state with room for a few more.
  static void append(Workbench bench) {
    bench
        .find(type -> computable(bench, type))
        .ifPresent(rows -> {
          TensorType type = bench.type(rows);
          int room = bench.choices().below(4);
          List<Dim> dims = new ArrayList<>(type.shape().dims());
          dims.set(0, dims.getFirst().plus(Dim.of(room)));
          TensorType stateType = new TensorType(type.elem(), new Shape(dims));
          Value state = bench.parameter(stateType, Parameter.Kind.STATE);
          TensorType scalar = new TensorType(ElemType.S32, Shape.SCALAR);
          Value length =
              bench.parameter(scalar, Tensor.ofInts(scalar, bench.choices().below(room + 1)));
          Value next = bench.add(new Append(state, rows, length));
          if (bench.choices().oneIn(4)) {
            bench.withdraw(next);
            next = bench.add(new Append(next, rows, length));
          }
          bench.yieldState("state" + next.id(), next);
        });
  }

  static void scan(Workbench bench) {
    bench
        .find(type -> computable(bench, type))
        .ifPresent(scanned -> {
          TensorType type = bench.type(scanned);
          List<Dim> dims = type.shape().dims();
          TensorType slice = new TensorType(type.elem(), new Shape(dims.subList(1, dims.size())));
          Value carried = bench.findPlain(slice::equals).orElseGet(() -> start(bench, slice));
          Optional<Value> captured =
              bench.choices().oneIn(2) ? bench.find(slice::equals) : Optional.empty();
          Program body = body(bench, slice, captured.isPresent());
          bench.addAll(
              new Scan(body, List.of(carried), List.of(scanned), captured.stream().toList()));
        });
  }

  /// A scan that carries a state and writes each slice into the same row of it.
  static void stateScan(Workbench bench) {
    bench
        .find(type -> computable(bench, type))
        .ifPresent(scanned -> {
          TensorType type = bench.type(scanned);
          List<Dim> dims = new ArrayList<>(type.shape().dims());
          TensorType slice = new TensorType(type.elem(), new Shape(dims.subList(1, dims.size())));
          int room = bench.choices().below(4);
          dims.set(0, Dim.of(room + 1L));
          TensorType stateType = new TensorType(type.elem(), new Shape(dims));
          Value state = bench.parameter(stateType, Parameter.Kind.STATE);
          TensorType scalar = new TensorType(ElemType.S32, Shape.SCALAR);
          Value length =
              bench.parameter(scalar, Tensor.ofInts(scalar, bench.choices().below(room + 1)));
          Program body = stateBody(bench, stateType, slice);
          Value last =
              bench
                  .addAll(new Scan(body, List.of(state), List.of(scanned), List.of(length)))
                  .getFirst();
          bench.yieldState("state" + last.id(), last);
        });
  }

  private static Program stateBody(Workbench bench, TensorType stateType, TensorType slice) {
    ProgramBuilder body = new ProgramBuilder("steps");
    Value state = body.parameter("state", stateType, Parameter.Kind.STATE);
    Value row = body.parameter("row", slice, Parameter.Kind.INPUT);
    TensorType scalar = new TensorType(ElemType.S32, Shape.SCALAR);
    Value length = body.parameter("length", scalar, Parameter.Kind.INPUT);
    List<Dim> dims = new ArrayList<>(List.of(Dim.ONE));
    dims.addAll(slice.shape().dims());
    Value rows = body.add(new Reshape(row, new Shape(dims)));
    body.output("state", body.add(new Append(state, rows, length)));
    if (bench.choices().oneIn(2)) {
      body.output("trace", row);
    }
    return body.build();
  }

  private static Value start(Workbench bench, TensorType type) {
    Tensor scalar = bench.data().of(new TensorType(type.elem(), Shape.SCALAR));
    return bench.broadcast(bench.constant(scalar), type.shape());
  }

  static Program body(Workbench bench, TensorType type, boolean captures) {
    ProgramBuilder body = new ProgramBuilder("body");
    Value carried = body.parameter("carried", type, Parameter.Kind.INPUT);
    Value slice = body.parameter("slice", type, Parameter.Kind.INPUT);
    Value other = captures ? body.parameter("captured", type, Parameter.Kind.INPUT) : carried;
    Value next =
        Workbench.isFloat(type)
            ? floatStep(bench, body, carried, slice, other)
            : codeStep(bench, body, carried, slice, other);
    body.output("carried", next);
    if (bench.choices().oneIn(2)) {
      body.output("trace", next);
    }
    return body.build();
  }

  private static Value floatStep(
      Workbench bench, ProgramBuilder body, Value carried, Value slice, Value other) {
    Value sum = body.binary(bench.choices().pick(KINDS), carried, slice);
    Value squashed = body.add(new Unary(Unary.Kind.TANH, sum));
    return body.binary(bench.choices().pick(KINDS), squashed, other);
  }

  private static Value codeStep(
      Workbench bench, ProgramBuilder body, Value carried, Value slice, Value other) {
    TensorType type = body.type(carried);
    Value larger = body.add(new Compare(Compare.Kind.GT, carried, slice));
    Value chosen = body.add(new Select(larger, slice, other));
    int bits = ElemType.storage(type.elem()).orElseThrow().bits();
    if (bits > 8) {
      return chosen;
    }
    Tensor table = bench.data().of(new TensorType(type.elem(), Shape.of(1L << bits)));
    return body.add(new Lookup(chosen, body.constant("table", table)));
  }
}
