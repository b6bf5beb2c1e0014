package dev.halfbyte.ir.text;

import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.IrCode;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Origin;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.OpSchema;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticCollector;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import dev.halfbyte.source.Span;
import dev.halfbyte.source.Suggestions;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads programs; a fault in one statement does not hide those of the next lines.
final class ProgramReader {
  private final TextCursor in;
  private final ConstantPool pool;
  private final SortedMap<String, OpSchema> schemas = OpSchema.all();
  private final DiagnosticCollector faults;

  ProgramReader(SourceFile source, ConstantPool pool, DiagnosticCollector faults) {
    this.in = new TextCursor(source);
    this.pool = pool;
    this.faults = faults;
  }

  TextCursor cursor() {
    return in;
  }

  /// What a program is made of while its statements are read.
  private static final class Parts {
    private final List<DimDeclaration> dims = new ArrayList<>();
    private final List<Parameter> parameters = new ArrayList<>();
    private final SortedMap<String, Tensor> constants = new TreeMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<Output> outputs = new ArrayList<>();
    private final List<Span> spans = new ArrayList<>();
  }

  ParsedProgram program() {
    in.enter();
    in.expectWord("program");
    String name = in.string();
    in.expect("{");
    Parts parts = new Parts();
    int level = in.depth();
    while (!in.accept("}")) {
      if (in.atEnd()) {
        throw in.expected("`}`");
      }
      int start = in.here();
      try {
        statement(parts);
      } catch (DiagnosticException e) {
        e.diagnostics().forEach(faults::report);
        in.recover(level);
      } catch (IllegalArgumentException | ArithmeticException e) {
        report(start, String.valueOf(e.getMessage()));
        in.recover(level);
      }
    }
    in.leave();
    Program program =
        new Program(
            name, parts.dims, parts.parameters, parts.constants, parts.nodes, parts.outputs);
    return new ParsedProgram(program, parts.spans);
  }

  Program nested() {
    return program().program();
  }

  private void report(int start, String message) {
    faults.report(Diagnostic.error(IrCode.MALFORMED, in.span(start), message));
  }

  private void statement(Parts parts) {
    int start = in.here();
    String word = in.peekWord();
    switch (word) {
      case "dim" -> parts.dims.add(dim());
      case "input", "weight", "state" -> parts.parameters.add(parameter(word));
      case "const" -> constant(parts.constants);
      case "output" -> parts.outputs.add(output());
      default -> {
        parts.nodes.add(node());
        parts.spans.add(in.span(start));
      }
    }
  }

  private DimDeclaration dim() {
    in.expectWord("dim");
    String name = in.string();
    in.expect(":");
    long min = in.integer();
    in.expect("..");
    long max = in.integer();
    return new DimDeclaration(name, min, max, in.acceptWord("step") ? in.integer() : 1);
  }

  private Parameter parameter(String kind) {
    in.expectWord(kind);
    Value value = value();
    String name = in.string();
    in.expect(":");
    TensorType type = TypeText.tensorType(in);
    return new Parameter(value, name, type, Parameter.Kind.valueOf(kind.toUpperCase(Locale.ROOT)));
  }

  private void constant(SortedMap<String, Tensor> constants) {
    in.expectWord("const");
    int start = in.here();
    String name = in.string();
    in.expect(":");
    TensorType type = TypeText.tensorType(in);
    in.expect("=");
    Tensor data = in.acceptWord("sha256") ? pooled(type) : TensorText.parse(in, type);
    if (constants.putIfAbsent(name, data) != null) {
      throw in.fault(IrCode.DUPLICATE, start, "constant `" + name + "` is defined twice");
    }
  }

  private Tensor pooled(TensorType type) {
    in.expect(":");
    int start = in.here();
    String digest = in.run();
    Tensor data =
        pool.find(type, digest)
            .orElseThrow(() ->
                in.fault(
                    IrCode.UNKNOWN_CONSTANT,
                    start,
                    "no constant with this digest was given with the text"));
    if (!data.type().equals(type)) {
      throw in.fault(
          IrCode.WRONG_CONSTANT, start, "declared as " + type + ", the data is " + data.type());
    }
    return data;
  }

  private Output output() {
    in.expectWord("output");
    String name = in.string();
    in.expect("=");
    return new Output(name, value());
  }

  /// `%n`.
  Value value() {
    in.expect("%");
    int start = in.here();
    int id = in.smallInteger();
    if (id < 0) {
      throw in.fault(IrCode.MALFORMED, start, "value numbers are not negative");
    }
    return new Value(id);
  }

  private Node node() {
    List<Value> values = new ArrayList<>();
    if (in.at('%')) {
      do {
        values.add(value());
      } while (in.accept(","));
      in.expect("=");
    }
    Op op = op();
    List<Node.Result> results = new ArrayList<>();
    for (Value value : values) {
      in.expect(results.isEmpty() ? ":" : ",");
      results.add(new Node.Result(value, TypeText.tensorType(in)));
    }
    Optional<String> path = in.acceptWord("path") ? Optional.of(in.string()) : Optional.empty();
    Optional<Origin> origin = in.accept("@") ? Optional.of(origin()) : Optional.empty();
    return new Node(results, op, path, origin);
  }

  private Origin origin() {
    String file = in.string();
    in.expect(":");
    int line = in.smallInteger();
    in.expect(":");
    return new Origin(file, line, in.smallInteger());
  }

  private Op op() {
    int start = in.here();
    String mnemonic = in.word("a statement");
    OpSchema schema = schemas.get(mnemonic);
    if (schema == null) {
      throw unknown(start, mnemonic);
    }
    in.expect("(");
    List<Object> values = new ArrayList<>();
    String separator = "";
    for (RecordComponent component : schema.components()) {
      String label = OpSchema.label(component);
      boolean optional = component.getType() == Optional.class;
      if (optional && !follows(separator, label)) {
        values.add(Optional.empty());
        continue;
      }
      in.expect(separator);
      in.expectWord(label);
      in.expect("=");
      values.add(ComponentFormat.of(component.getGenericType()).parse().apply(this));
      separator = ",";
    }
    in.expect(")");
    return schema.create(values);
  }

  private boolean follows(String separator, String label) {
    int start = in.here();
    boolean follows = in.accept(separator) && in.atWord(label);
    in.reset(start);
    return follows;
  }

  private DiagnosticException unknown(int start, String mnemonic) {
    String message = "there is no op `" + mnemonic + "`";
    return new DiagnosticException(
        Diagnostic.error(IrCode.UNKNOWN_OP, in.span(start), message)
            .help(Suggestions.didYouMean(mnemonic, schemas.keySet())));
  }
}
