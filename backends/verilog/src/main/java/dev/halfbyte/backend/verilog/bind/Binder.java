package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.backend.verilog.cmd.Dequantizer;
import dev.halfbyte.backend.verilog.cmd.HostInput;
import dev.halfbyte.backend.verilog.cmd.HostOutput;
import dev.halfbyte.backend.verilog.cmd.Quantizer;
import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.backend.verilog.match.Form;
import dev.halfbyte.backend.verilog.match.Forms;
import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.DimBinding;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Append;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Cast;
import dev.halfbyte.ir.op.Compare;
import dev.halfbyte.ir.op.Concat;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.CoreOp;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Mask;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.RequantizeAdd;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.ir.op.Select;
import dev.halfbyte.ir.op.SugarOp;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.ir.scan.Unrolling;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.source.CompilerBug;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Binds the ops of a sealed program to the units of the accelerator.
///
/// Iterations of scans are written out first. The host quantizes inputs and dequantizes outputs. A
/// contraction, the bias added to it, integer `max` and `min`, the requantization and a table
/// lookup become one [Task.MatMul], a reduction of rows with the same behind it one [Task.Reduce];
/// other requantizations and lookups become [Task.Map]. Anything else is a diagnostic.
public final class Binder {
  private final Program program;
  private final Shapes shapes;
  private final ConstantReader constants;
  private final Forms forms;
  private final ChannelReader reader;
  private final ContractBinder contracts;
  private final ComputedProducts computed;
  private final EpilogueBinder epilogues;
  private final FormBinder formBinder;
  private final RowSplits splits;
  private final TaskList tasks;
  private final Map<Value, Bound> bound = new HashMap<>();

  private Binder(Program program, AcceleratorConfig config) {
    this.program = program;
    this.shapes = new Shapes(program);
    this.constants = new ConstantReader(program, shapes);
    this.forms = Forms.of(program, config);
    this.contracts = new ContractBinder(config, shapes, constants);
    this.tasks = new TaskList(config);
    this.splits = new RowSplits(program, forms, shapes, constants);
    Rearranger rearranger = new Rearranger(tasks);
    this.computed = new ComputedProducts(tasks, shapes, rearranger);
    this.reader = new ChannelReader(shapes, constants);
    ProductEmitter products =
        new ProductEmitter(tasks, new Arrangements(program, forms, shapes, constants));
    this.epilogues =
        new EpilogueBinder(tasks, reader, new Uses(program, forms), shapes, products, rearranger);
    this.formBinder = new FormBinder(program, forms, tasks, shapes, constants, epilogues);
  }

  /// Returns the tasks of `core`.
  ///
  /// @param core a program that [MissingUnits] has let pass
  /// @param dims a value for every declared dim
  /// @throws DiagnosticException at the first op beyond what its unit can do
  public static TaskGraph bind(CoreProgram core, Map<String, Long> dims, AcceleratorConfig config) {
    Program program = Unrolling.unroll(DimBinding.bind(core.program(), dims));
    Binder binder = new Binder(program, config);
    binder.parameters();
    program.nodes().forEach(binder::node);
    program.outputs().forEach(binder::output);
    TaskGraph whole = binder.tasks.graph(program.name());
    return DeadColumns.dropped(whole, config).madeOf(whole);
  }

  private void parameters() {
    for (Parameter parameter : program.parameters()) {
      switch (parameter.kind()) {
        case INPUT -> bound.put(parameter.value(), new Bound.Host(parameter));
        case WEIGHT ->
            throw parameterFault(parameter, "is a weight without a value", "bind its data first");
        case STATE -> throw new CompilerBug("no memory for " + parameter);
      }
    }
  }

  private static DiagnosticException parameterFault(
      Parameter parameter, String message, String help) {
    return new DiagnosticException(
        Diagnostic.error(
                VerilogFault.UNSUPPORTED_OP, "parameter `" + parameter.name() + "` " + message)
            .help(help));
  }

  private void node(Node node) {
    if (node.results().size() == 1) {
      Value value = node.value();
      if (!forms.needed().contains(value)
          || constants.isConstant(value)
          || bound.containsKey(value)) {
        return;
      }
      Optional<Form> form = forms.of(value);
      if (form.isPresent()) {
        tasks.label(Labels.of(node));
        define(formBinder.bind(node, form.get(), this::operand));
        return;
      }
    }
    tasks.label(Labels.of(node));
    switch (node.op()) {
      case CoreOp op -> core(node, op);
      case SugarOp op -> throw new CompilerBug("sugar in a core program: " + op);
    }
  }

  private void core(Node node, CoreOp op) {
    switch (op) {
      case Constant _ -> throw new CompilerBug("a constant that is none: " + node);
      case Quantize quantize -> quantize(node, quantize);
      case Contract contract -> contract(node, contract);
      case Binary binary -> binary(node, binary);
      case Cast cast -> alias(node, cast.operand());
      case Reshape reshape -> reshape(node, reshape.operand());
      case View view when shapes.keepsOrder(node, view) -> reshape(node, view.operand());
      case Requantize requantize ->
          define(epilogues.requantize(node, requantize, operand(node, requantize.operand())));
      case RequantizeAdd add ->
          define(
              epilogues.requantizeAdd(
                  node, add, operand(node, add.left()), operand(node, add.right())));
      case Lookup lookup -> define(epilogues.lookup(node, lookup, operand(node, lookup.operand())));
      case Dequantize dequantize -> dequantize(node, dequantize);
      case View _, Concat _, Mask _, Compare _, Select _, Unary _, Reduce _ ->
          throw constantsOnly(node);
      case Scan _, Append _ -> throw new CompilerBug("no unit for " + node.op());
    }
  }

  private void define(EpilogueBinder.Defined defined) {
    bound.put(defined.value(), defined.bound());
  }

  private Bound operand(Node node, Value value) {
    Bound known = bound.get(value);
    if (known == null) {
      throw constantsOnly(node);
    }
    return known;
  }

  private static DiagnosticException constantsOnly(Node node) {
    return BindFaults.of(
        VerilogFault.UNSUPPORTED_OP,
        node,
        "works on constants only",
        "fold constants before sealing");
  }

  private void alias(Node node, Value operand) {
    Bound known = operand(node, operand);
    if (!(known instanceof Bound.Sums || known instanceof Bound.Reduced)) {
      throw missing(node, "unit for it", "requantize instead");
    }
    bound.put(node.value(), known);
  }

  /// Rows and columns may change their shape, groups in front of them have to stay together.
  private void reshape(Node node, Value operand) {
    Bound known = operand(node, operand);
    int lead =
        switch (known) {
          case Bound.Codes codes -> codes.lead();
          case Bound.Turned turned -> turned.lead();
          case Bound.Sums sums -> sums.lead();
          case Bound.Heads heads -> heads.matrices().size();
          case Bound.Reduced _, Bound.Host _, Bound.Reals _ -> 1;
        };
    if (shapes.leadingAxes(node.value(), lead).isEmpty()) {
      throw EpilogueBinder.inGroups(node);
    }
    bound.put(node.value(), known);
  }

  private void quantize(Node node, Quantize quantize) {
    if (!(operand(node, quantize.operand()) instanceof Bound.Host host)) {
      throw BindFaults.floats(node);
    }
    Encoding.Affine encoding = ContractBinder.affine(node, node.type().elem());
    Value scale = quantize.inverseScale();
    int inverse = reader.scalarBits(node, scale, "the scale of an input");
    long count = Shapes.product(shapes.extents(node.value()));
    int cols = splits.inputColumns(node, quantize);
    if (cols == 0) {
      throw BindFaults.empty(node);
    }
    List<Long> shape = Arrays.stream(shapes.extents(host.parameter().value())).boxed().toList();
    tasks.label(Labels.of(host.parameter().name()));
    HostInput input =
        new HostInput(host.parameter().name(), shape, Math.toIntExact(count / cols), cols);
    Matrix target =
        tasks.matrix(node, input.rows(), cols, tasks.tightWords(cols), encoding.storage());
    Quantizer quantizer =
        new Quantizer(inverse, encoding.storage(), Math.toIntExact(encoding.zeroPoint()));
    tasks.add(new Task.Read(input, quantizer, target));
    bound.put(node.value(), Bound.Codes.of(target));
  }

  private void contract(Node node, Contract contract) {
    if (node.type().elem().equals(ElemType.F32)) {
      throw BindFaults.floats(node);
    }
    requireNoMask(node, contract);
    if (!constants.isConstant(contract.left()) && !constants.isConstant(contract.right())) {
      ProductPlan plan = computed.plan(node, contract);
      Bound left = operand(node, contract.left());
      Bound right = operand(node, contract.right());
      Bound activation = plan.activationIsLeft() ? left : right;
      Bound weights = plan.activationIsLeft() ? right : left;
      bound.put(node.value(), computed.sums(node, contract, plan, activation, weights));
      return;
    }
    ContractBinder.Sides sides = contracts.sides(node, contract);
    Bound activation = operand(node, sides.activation());
    if (activation instanceof Bound.Heads) {
      throw EpilogueBinder.inGroups(node);
    }
    if (!(activation instanceof Bound.Codes codes)) {
      throw missing(node, "path from sums back to the array", "requantize the activation first");
    }
    ContractBinder.requireNarrow(node, codes.matrix(), tasks.config());
    bound.put(node.value(), contracts.sums(node, contract, sides, codes));
  }

  /// A mask that the softmax in front of a contraction has too leaves out codes of zero.
  private void requireNoMask(Node node, Contract contract) {
    boolean known =
        contract.mask().isEmpty()
            || (forms.of(contract.left()).orElse(null) instanceof Form.Softmax softmax
                && softmax.mask().equals(contract.mask()));
    if (!known) {
      throw missing(node, "mask input of the array", "mask the operands instead");
    }
  }

  private void binary(Node node, Binary binary) {
    boolean constantRight = constants.isConstant(binary.right());
    Value variable = constantRight ? binary.left() : binary.right();
    Value constant = constantRight ? binary.right() : binary.left();
    boolean oneConstant = constantRight || constants.isConstant(binary.left());
    if (oneConstant && operand(node, variable) instanceof Bound.Reduced reduced) {
      bound.put(node.value(), adjusted(node, binary, reduced, constant));
      return;
    }
    if (!oneConstant || !(operand(node, variable) instanceof Bound.Sums sums)) {
      throw missing(node, "arithmetic on codes", "use requantize_add, or a table");
    }
    Channels channels = reader.channels(node, constant, sums, "the constant operand");
    Bound.Sums result =
        switch (binary.kind()) {
          case ADD -> sums.plus(channels);
          case SUB -> sums.plus(requireRight(node, constantRight, channels).negated());
          case MAX -> sums.limited(new Bound.Limit(Bound.Limit.Kind.AT_LEAST, channels));
          case MIN -> sums.limited(new Bound.Limit(Bound.Limit.Kind.AT_MOST, channels));
          case MUL, DIV, SHL, SHR -> throw constantsOnly(node);
        };
    bound.put(node.value(), result);
  }

  private Bound.Reduced adjusted(Node node, Binary binary, Bound.Reduced rows, Value constant) {
    Channels channels =
        reader.channels(node, constant, rows.source().width(), "the constant operand");
    return switch (binary.kind()) {
      case ADD -> rows.plus(channels);
      case SUB ->
          rows.plus(requireRight(node, constant.equals(binary.right()), channels).negated());
      case MAX -> rows.limited(new Bound.Limit(Bound.Limit.Kind.AT_LEAST, channels));
      case MIN -> rows.limited(new Bound.Limit(Bound.Limit.Kind.AT_MOST, channels));
      case MUL, DIV, SHL, SHR -> throw constantsOnly(node);
    };
  }

  private Channels requireRight(Node node, boolean constantRight, Channels channels) {
    if (!constantRight) {
      throw missing(node, "unit that negates sums", "negate the weights instead");
    }
    return channels;
  }

  private void dequantize(Node node, Dequantize dequantize) {
    Bound operand = operand(node, dequantize.operand());
    if (operand instanceof Bound.Heads) {
      throw EpilogueBinder.inGroups(node);
    }
    if (!(operand instanceof Bound.Codes codes)) {
      throw BindFaults.of(
          VerilogFault.UNSUPPORTED_OP,
          node,
          "reads 32-bit sums, which do not leave the array",
          "requantize the sums to 16 bits or fewer first");
    }
    Matrix matrix = epilogues.rows(node, codes);
    ElemType elem = shapes.type(dequantize.operand()).elem();
    long zero = ContractBinder.affine(node, elem).zeroPoint();
    int scale = reader.scalarBits(node, dequantize.scale(), "the scale of an output");
    bound.put(node.value(), new Bound.Reals(matrix, new Dequantizer(scale, Math.toIntExact(zero))));
  }

  private void output(Output output) {
    if (!(bound.get(output.value()) instanceof Bound.Reals(Matrix matrix, Dequantizer real))) {
      throw new DiagnosticException(
          Diagnostic.error(
                  VerilogFault.UNSUPPORTED_OP,
                  "output `" + output.name() + "` is no dequantized tensor of the accelerator")
              .help("return an f32 value that is computed from the inputs"));
    }
    tasks.label(Labels.of(output.name()));
    List<Long> shape = Arrays.stream(shapes.extents(output.value())).boxed().toList();
    boolean narrow = matrix.home() == Memory.ACT;
    HostOutput host =
        new HostOutput(
            output.name(),
            shape,
            matrix.rows(),
            matrix.width(),
            narrow ? tasks.config().actBits() : Short.SIZE,
            !narrow || matrix.storage().signed(),
            real);
    tasks.add(new Task.Write(matrix, host));
  }

  private DiagnosticException missing(Node node, String unit, String help) {
    boolean floats =
        node.results().stream().anyMatch(r -> r.type().elem().equals(ElemType.F32))
            || node.op().operands().stream()
                .anyMatch(v -> shapes.type(v).elem().equals(ElemType.F32));
    return floats
        ? BindFaults.floats(node)
        : BindFaults.of(VerilogFault.UNSUPPORTED_OP, node, "the hardware has no " + unit, help);
  }
}
