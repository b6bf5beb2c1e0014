package dev.halfbyte.interp;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Append;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Cast;
import dev.halfbyte.ir.op.Clip;
import dev.halfbyte.ir.op.Compare;
import dev.halfbyte.ir.op.Concat;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.CoreOp;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.ir.op.Gelu;
import dev.halfbyte.ir.op.LayerNorm;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Mask;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.op.Relu;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.RequantizeAdd;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.RmsNorm;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.ir.op.Select;
import dev.halfbyte.ir.op.Sigmoid;
import dev.halfbyte.ir.op.Silu;
import dev.halfbyte.ir.op.Softmax;
import dev.halfbyte.ir.op.SugarOp;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.source.CompilerBug;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One run of one program, node by node; bodies of scans are runs of their own.
final class Evaluation {
  private final Program program;
  private final Map<String, Long> dims;
  private final Optional<ValueObserver> observer;
  private final Movements movements;
  private final Map<Value, Cells> values = new HashMap<>();
  private final Map<Value, Integer> uses = new HashMap<>();

  Evaluation(Program program, Map<String, Long> dims, Optional<ValueObserver> observer) {
    this.program = program;
    this.dims = dims;
    this.observer = observer;
    this.movements = new Movements(dims);
    program.nodes().forEach(node -> node.op().operands().forEach(this::use));
    program.outputs().forEach(output -> use(output.value()));
  }

  private void use(Value value) {
    uses.merge(value, 1, Integer::sum);
  }

  /// The outputs, in order, for arguments in the order of the parameters.
  List<Cells> run(List<Cells> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      Parameter parameter = program.parameters().get(i);
      Cells cells = arguments.get(i);
      values.put(parameter.value(), cells);
      observer.ifPresent(o -> o.argument(program, parameter, cells::tensor));
    }
    for (Node node : program.nodes()) {
      List<Cells> results = evaluate(node);
      for (int i = 0; i < results.size(); i++) {
        Value value = node.results().get(i).value();
        Cells cells = results.get(i);
        values.put(value, cells);
        observer.ifPresent(o -> o.observe(program, node, value, cells.tensor()));
      }
      node.op().operands().forEach(this::release);
    }
    return program.outputs().stream().map(Output::value).map(this::cells).toList();
  }

  /// Forgets values after their last use, so that a run holds what is alive and no more.
  private void release(Value value) {
    if (uses.merge(value, -1, Integer::sum) == 0) {
      values.remove(value);
    }
  }

  private Cells cells(Value value) {
    Cells cells = values.get(value);
    if (cells == null) {
      throw new CompilerBug("value " + value + " is not computed yet; verify the program first");
    }
    return cells;
  }

  private List<Cells> evaluate(Node node) {
    return switch (node.op()) {
      case Scan scan -> scan(scan);
      case Op op -> List.of(single(op, node.type().bind(dims)));
    };
  }

  private Cells single(Op op, TensorType type) {
    return switch (op) {
      case SugarOp sugar -> sugar(sugar);
      case CoreOp.Source source -> source(source);
      case CoreOp.Movement movement -> movement(movement, type);
      case CoreOp.Elementwise elementwise -> elementwise(elementwise);
      case Contract contract ->
          Contraction.evaluate(
              contract,
              cells(contract.left()),
              cells(contract.right()),
              contract.mask().map(this::cells),
              type);
      case Reduce reduce ->
          Reduction.evaluate(reduce, cells(reduce.operand()), reduce.mask().map(this::cells), type);
      case CoreOp.Quantized quantized -> quantized(quantized);
      case Append append ->
          Movements.append(
              cells(append.state()), cells(append.value()), cells(append.length()).longs()[0]);
      case Scan scan -> throw new CompilerBug("scan has a list of results: " + scan);
    };
  }

  private Cells sugar(SugarOp op) {
    return switch (op) {
      case Relu relu -> Elementwise.relu(cells(relu.operand()));
      case Clip clip -> Elementwise.clip(clip, cells(clip.operand()));
      case Gelu gelu -> Elementwise.gelu(cells(gelu.operand()));
      case Silu silu -> Elementwise.silu(cells(silu.operand()));
      case Sigmoid sigmoid -> Elementwise.sigmoid(cells(sigmoid.operand()));
      case Softmax softmax ->
          RowFunctions.softmax(
              softmax.form(), cells(softmax.operand()), softmax.mask().map(this::cells));
      case LayerNorm norm ->
          RowFunctions.layerNorm(
              cells(norm.operand()), cells(norm.scale()), cells(norm.bias()), norm.epsilon());
      case RmsNorm norm ->
          RowFunctions.rmsNorm(cells(norm.operand()), cells(norm.scale()), norm.epsilon());
    };
  }

  private Cells source(CoreOp.Source op) {
    return switch (op) {
      case Constant constant -> {
        Tensor data = program.constants().get(constant.name());
        if (data == null) {
          throw new CompilerBug("no constant " + constant.name() + "; verify the program first");
        }
        yield Cells.of(data);
      }
      case Mask mask -> movements.mask(mask);
    };
  }

  private Cells movement(CoreOp.Movement op, TensorType type) {
    return switch (op) {
      case View view -> movements.view(view, cells(view.operand()));
      case Reshape reshape -> cells(reshape.operand()).reshaped(type.shape());
      case Concat concat ->
          movements.concat(concat, concat.parts().stream().map(this::cells).toList(), type);
    };
  }

  private Cells elementwise(CoreOp.Elementwise op) {
    return switch (op) {
      case Unary unary -> Elementwise.unary(unary.kind(), cells(unary.operand()));
      case Binary binary ->
          Elementwise.binary(binary.kind(), cells(binary.left()), cells(binary.right()));
      case Compare compare ->
          Elementwise.compare(compare.kind(), cells(compare.left()), cells(compare.right()));
      case Select select ->
          Elementwise.select(
              cells(select.condition()), cells(select.then()), cells(select.otherwise()));
      case Cast cast -> Elementwise.cast(cells(cast.operand()), cast.elem());
    };
  }

  private Cells quantized(CoreOp.Quantized op) {
    return switch (op) {
      case Quantize q ->
          Quantizers.quantize(cells(q.operand()), cells(q.inverseScale()), q.encoding());
      case Dequantize d -> Quantizers.dequantize(cells(d.operand()), cells(d.scale()));
      case Requantize r ->
          Quantizers.requantize(
              cells(r.operand()), cells(r.multiplier()), cells(r.shift()), r.encoding());
      case RequantizeAdd r ->
          Quantizers.requantizeAdd(
              cells(r.left()),
              cells(r.leftMultiplier()),
              cells(r.right()),
              cells(r.rightMultiplier()),
              cells(r.shift()),
              r.encoding());
      case Lookup lookup -> Quantizers.lookup(cells(lookup.operand()), cells(lookup.table()));
    };
  }

  private List<Cells> scan(Scan scan) {
    int length = Math.toIntExact(cells(scan.scanned().getFirst()).extents()[0]);
    List<Cells> carried = new ArrayList<>(scan.carried().stream().map(this::cells).toList());
    List<Cells> captured = scan.captured().stream().map(this::cells).toList();
    List<List<Cells>> stacked = new ArrayList<>();
    for (int step = 0; step < length; step++) {
      List<Cells> arguments = new ArrayList<>(carried);
      for (Value value : scan.scanned()) {
        arguments.add(Slices.slice(cells(value), step));
      }
      arguments.addAll(captured);
      List<Cells> outputs = new Evaluation(scan.body(), dims, observer).run(arguments);
      carried = new ArrayList<>(outputs.subList(0, scan.carried().size()));
      stacked.add(outputs.subList(scan.carried().size(), outputs.size()));
    }
    List<Cells> results = carried;
    List<TensorType> slices = stackedTypes(scan);
    for (int i = 0; i < slices.size(); i++) {
      int output = i;
      results.add(
          Slices.stack(slices.get(i), stacked.stream().map(outs -> outs.get(output)).toList()));
    }
    return results;
  }

  /// Types of the outputs of one step that are stacked, known even when there is no step.
  private List<TensorType> stackedTypes(Scan scan) {
    Map<Value, TensorType> types = scan.body().types();
    List<TensorType> stacked = new ArrayList<>();
    for (Output output :
        scan.body().outputs().subList(scan.carried().size(), scan.body().outputs().size())) {
      TensorType type = types.get(output.value());
      if (type == null) {
        throw new CompilerBug("a scan yields an undefined value; verify the program first");
      }
      stacked.add(type.bind(dims));
    }
    return stacked;
  }
}
