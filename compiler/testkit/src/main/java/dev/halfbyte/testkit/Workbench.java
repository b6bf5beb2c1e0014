package dev.halfbyte.testkit;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.ir.range.GrowingRanges;
import dev.halfbyte.ir.range.Interval;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// A program under construction: its values so far, its dims with the extents of this case, and the
/// choices.
final class Workbench {
  static final long MAX_ELEMENTS = 1024;
  static final int MAX_RANK = 4;

  private static final List<Integer> EXTENTS =
      List.of(2, 1, 3, 4, 5, 7, 8, 9, 11, 12, 13, 15, 16, 17, 24, 31, 32, 33, 0);

  private final Choices choices;
  private final GeneratorOptions options;
  private final RandomData data;
  private final Encodings encodings;
  private final ProgramBuilder builder = new ProgramBuilder("generated");
  private final List<DimDeclaration> declarations = new ArrayList<>();
  private final SortedMap<String, Long> dims = new TreeMap<>();
  private final GrowingRanges ranges;
  private final SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
  private final List<Value> values = new ArrayList<>();
  private final List<Value> parameters = new ArrayList<>();
  private final Set<Value> used = new HashSet<>();
  private final Set<Value> linear = new HashSet<>();

  Workbench(Choices choices, GeneratorOptions options) {
    this.choices = choices;
    this.options = options;
    this.encodings = new Encodings(choices);
    this.data = new RandomData(choices, options.specials());
    if (options.symbolic() && options.domain() == GeneratorOptions.Domain.NETWORK) {
      declare(new DimDeclaration("n", 1, 24, 1));
    } else if (options.symbolic()) {
      declare(new DimDeclaration("n", 0, 24, 1));
      declare(new DimDeclaration("t", 4, 32, 4));
    }
    this.ranges = new GrowingRanges(declarations);
  }

  private List<Value> define(Op op) {
    List<Value> results = builder.addAll(op);
    ranges.define(op, results.stream().map(v -> new Node.Result(v, type(v))).toList());
    return results;
  }

  private void declare(DimDeclaration dim) {
    declarations.add(dim);
    builder.dim(dim);
    int steps = Math.toIntExact((dim.max() - dim.min()) / dim.step());
    dims.put(dim.name(), dim.min() + dim.step() * choices.below(steps + 1));
  }

  Choices choices() {
    return choices;
  }

  GeneratorOptions options() {
    return options;
  }

  Encodings encodings() {
    return encodings;
  }

  RandomData data() {
    return data;
  }

  TensorType type(Value value) {
    return builder.type(value);
  }

  Shape shape(Value value) {
    return builder.type(value).shape();
  }

  SortedMap<String, Long> dims() {
    return dims;
  }

  SequencedMap<String, Tensor> tensors() {
    return tensors;
  }

  /// An extent: fixed, or one of the symbolic dims.
  Dim extent() {
    if (options.symbolic() && choices.oneIn(4)) {
      return Dim.symbol(choices.pick(List.copyOf(dims.keySet())));
    }
    return Dim.of(choices.pick(EXTENTS));
  }

  boolean isSmall(Shape shape) {
    long count = 1;
    for (Dim dim : shape.dims()) {
      count *= Math.max(1, dim.evaluate(dims));
    }
    return shape.rank() <= MAX_RANK && count <= MAX_ELEMENTS;
  }

  Value parameter(TensorType type, Parameter.Kind kind) {
    String name = "p" + tensors.size();
    tensors.put(name, data.of(type.bind(dims)));
    return parameter(name, type, kind);
  }

  /// A parameter with given data.
  Value parameter(TensorType type, Tensor tensor) {
    String name = "p" + tensors.size();
    tensors.put(name, tensor);
    return parameter(name, type, Parameter.Kind.INPUT);
  }

  private Value parameter(String name, TensorType type, Parameter.Kind kind) {
    Value value = builder.parameter(name, type, kind);
    ranges.parameter(value, type);
    parameters.add(value);
    return value;
  }

  Value constant(Tensor tensor) {
    Value value = builder.constant("c", tensor);
    ranges.constant(value, tensor);
    return value;
  }

  /// A constant where the extents are fixed, else an input.
  Value operand(TensorType type) {
    return type.shape().isFixed() && !choices.oneIn(5)
        ? constant(data.of(type))
        : parameter(type, Parameter.Kind.INPUT);
  }

  /// Appends an op; its result can be an operand of later ones.
  Value add(Op op) {
    Value value = define(op).getFirst();
    op.operands().forEach(used::add);
    values.add(value);
    return value;
  }

  List<Value> addAll(Op op) {
    List<Value> results = define(op);
    op.operands().forEach(used::add);
    values.addAll(results);
    return results;
  }

  /// Makes `value` an operand of later ops.
  Value offer(Value value) {
    values.add(value);
    return value;
  }

  /// A view of a constant, which is no operand of later ops by itself.
  Value view(Value constant, AccessMap map) {
    used.add(constant);
    return define(new View(constant, map)).getFirst();
  }

  Value broadcast(Value scalar, Shape shape) {
    return shape.rank() == 0
        ? scalar
        : add(new View(scalar, AccessMap.broadcast(shape, List.of())));
  }

  /// `vector` along the last axis of `shape`.
  Value alongLastAxis(Value vector, Shape shape) {
    List<AffineIndex> index = List.of(AffineIndex.of(shape.rank() - 1));
    return add(new View(vector, new AccessMap(shape.dims(), index, false)));
  }

  /// A recent value whose type satisfies `wanted`.
  Optional<Value> find(Predicate<TensorType> wanted) {
    List<Value> found = values.reversed().stream().filter(v -> wanted.test(type(v))).toList();
    return found.isEmpty() ? Optional.empty() : Optional.of(choices.pick(found));
  }

  /// A recent parameter whose type satisfies `wanted`.
  Optional<Value> findParameter(Predicate<TensorType> wanted) {
    List<Value> found = parameters.reversed().stream().filter(v -> wanted.test(type(v))).toList();
    return found.isEmpty() ? Optional.empty() : Optional.of(choices.pick(found));
  }

  /// All values so far whose type satisfies `wanted`, in order.
  List<Value> values(Predicate<TensorType> wanted) {
    return values.stream().filter(v -> wanted.test(type(v))).toList();
  }

  boolean isUnused(Value value) {
    return !used.contains(value);
  }

  Optional<Value> findPlain(Predicate<TensorType> wanted) {
    return find(wanted).filter(value -> !linear.contains(value));
  }

  /// Takes back a value that was consumed: no later op may use it.
  void withdraw(Value consumed) {
    values.remove(consumed);
  }

  /// Marks the end of a state's chain; it is yielded once whatever else uses it.
  void yieldState(String name, Value state) {
    linear.add(state);
    builder.output(name, state);
  }

  /// The interval that an integer op would give, before anything is narrowed.
  Interval exact(Op op) {
    return ranges.exact(op, op.infer(builder).getFirst()).orElseThrow();
  }

  /// The interval of `T(code)` or of the integer.
  Interval decoded(Value value) {
    return ranges.decoded(value).orElseThrow();
  }

  /// Yields every value that nothing used, predicates aside, and ends the program.
  Program finish() {
    int next = 0;
    for (Value value : values) {
      boolean visible = !type(value).elem().equals(ElemType.BOOL) && !linear.contains(value);
      if (visible && !used.contains(value)) {
        builder.output("y" + next++, value);
      }
    }
    return builder.build();
  }

  static boolean isFloat(TensorType type) {
    return type.elem().equals(ElemType.F32);
  }

  static boolean isCode(TensorType type) {
    return type.elem() instanceof ElemType.CodeType;
  }

  static boolean isInteger(TensorType type) {
    return type.elem() instanceof ElemType.IntType;
  }

  static boolean isStored(TensorType type) {
    return ElemType.storage(type.elem()).isPresent();
  }
}
