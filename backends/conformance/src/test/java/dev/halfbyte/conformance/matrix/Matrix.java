package dev.halfbyte.conformance.matrix;

import dev.halfbyte.conformance.trial.Trial;
import dev.halfbyte.conformance.trial.Variation;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.text.Sealer;
import dev.halfbyte.passes.Passes;
import dev.halfbyte.passes.Pipeline;
import dev.halfbyte.passes.PipelineOptions;
import dev.halfbyte.passes.PipelineRunner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.IntToLongFunction;

/// Many outputs of one program, each with what it must be.
final class Matrix {
  private static final PipelineRunner WITHOUT_DEAD_CODE =
      new PipelineRunner(Passes.catalogue(), PipelineOptions.DEFAULT);

  private final String name;
  private final ProgramBuilder builder;
  private final Map<String, Value> inputs = new HashMap<>();
  private final SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
  private final SequencedMap<String, Tensor> expected = new LinkedHashMap<>();
  private long cases;

  /// @param name an identifier, for messages too
  Matrix(String name) {
    this.name = name;
    this.builder = new ProgramBuilder(name);
  }

  /// An input that holds `data`; equal data of one name is one input.
  Value input(String hint, Tensor data) {
    return inputs.computeIfAbsent(
        hint + " " + data.digest(),
        _ -> {
          String parameter = hint + tensors.size();
          tensors.put(parameter, data);
          return builder.parameter(parameter, data.type(), Parameter.Kind.INPUT);
        });
  }

  /// Every value of `type`, ascending.
  Value all(ElemType type) {
    return input("v", values(type));
  }

  static Tensor values(ElemType type) {
    ElemType.IntType storage = ElemType.storage(type).orElseThrow();
    return Tensor.generateInts(
        new TensorType(type, Shape.of(1L << storage.bits())), i -> storage.min() + i);
  }

  Value constant(Tensor data) {
    return builder.constant("c", data);
  }

  /// `value` along the axes `axes` of `shape`.
  Value along(Value value, Shape shape, Integer... axes) {
    return builder.broadcast(value, shape, List.of(axes));
  }

  Value add(Op op) {
    return builder.add(op);
  }

  TensorType type(Value value) {
    return builder.type(value);
  }

  /// An output whose element `i` must be `element(i)`.
  void expectInts(Value value, IntToLongFunction element) {
    expect(value, Tensor.generateInts(builder.type(value), element));
  }

  /// An output that must be `tensor`.
  void expect(Value value, Tensor tensor) {
    String output = "y" + expected.size();
    builder.output(output, value);
    expected.put(output, tensor);
    cases += tensor.count();
  }

  /// Elements that are compared.
  long cases() {
    return cases;
  }

  /// The whole in programs of at most `most` outputs, since lowering looks at pairs of stages.
  ///
  /// @param stride takes each output whose number is a multiple of it
  List<Part> parts(int stride, int most) {
    Program whole = builder.build();
    List<Output> chosen = new ArrayList<>();
    for (int i = 0; i < whole.outputs().size(); i += stride) {
      chosen.add(whole.outputs().get(i));
    }
    List<Part> parts = new ArrayList<>();
    for (int from = 0; from < chosen.size(); from += most) {
      List<Output> outputs = chosen.subList(from, Math.min(from + most, chosen.size()));
      parts.add(part(whole, outputs, name + " " + from));
    }
    return List.copyOf(parts);
  }

  /// A program and what it must give.
  ///
  /// @param name for messages
  record Part(
      String name,
      SealedProgram program,
      Arguments arguments,
      SequencedMap<String, Tensor> expected) {
    Part {
      expected = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(expected));
    }

    Trial trial(Variation variation) {
      return new Trial(program, arguments, variation, Optional.empty());
    }
  }

  private Part part(Program whole, List<Output> outputs, String part) {
    Program full =
        new Program(
            name, whole.dims(), whole.parameters(), whole.constants(), whole.nodes(), outputs);
    Program live = WITHOUT_DEAD_CODE.run(Pipeline.parse("dce"), full).program();
    Set<Value> used = new HashSet<>();
    live.nodes().forEach(node -> used.addAll(node.op().operands()));
    List<Parameter> parameters =
        live.parameters().stream().filter(p -> used.contains(p.value())).toList();
    Program program =
        new Program(name, live.dims(), parameters, live.constants(), live.nodes(), live.outputs());
    Map<String, Tensor> given = new LinkedHashMap<>();
    parameters.forEach(p -> given.put(p.name(), Objects.requireNonNull(tensors.get(p.name()))));
    SequencedMap<String, Tensor> wanted = new LinkedHashMap<>();
    for (Output output : outputs) {
      wanted.put(output.name(), Objects.requireNonNull(expected.get(output.name())));
    }
    return new Part(
        part,
        Sealer.seal(new CoreProgram(program)),
        Arguments.of(program, given, Map.of()),
        wanted);
  }

  @Override
  public String toString() {
    return name;
  }
}
