package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Destination;
import dev.halfbyte.rtl.DramSpan;
import dev.halfbyte.rtl.Epilogue;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.rtl.Reduction;
import dev.halfbyte.rtl.Unit;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import dev.halfbyte.source.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reads the text form of [CommandPrinter]: `parse(print(p)).equals(p)`.
public final class CommandParser {
  private final SourceFile source;
  private Optional<String> kernel = Optional.empty();
  private Optional<AcceleratorConfig> config = Optional.empty();
  private final List<HostInput> inputs = new ArrayList<>();
  private final List<HostOutput> outputs = new ArrayList<>();
  private final List<ConstantImage> images = new ArrayList<>();
  private final List<StreamIn> streamIn = new ArrayList<>();
  private final List<StreamOut> streamOut = new ArrayList<>();
  private final List<Command> commands = new ArrayList<>();
  private final List<String> labels = new ArrayList<>();

  private CommandParser(SourceFile source) {
    this.source = source;
  }

  /// Returns the program of a text. Blank lines and lines that start with `#` are skipped.
  ///
  /// @throws DiagnosticException at the first malformed line
  public static CommandProgram parse(SourceFile source) {
    CommandParser parser = new CommandParser(source);
    parser.lines();
    return parser.program();
  }

  private CommandProgram program() {
    Span start = source.span(0, 0);
    return new CommandProgram(
        kernel.orElseThrow(() -> CommandLine.fault(start, "no `kernel` line")),
        config.orElseThrow(() -> CommandLine.fault(start, "no `config` line")),
        inputs,
        outputs,
        images,
        streamIn,
        streamOut,
        commands,
        labels);
  }

  private void lines() {
    boolean headed = false;
    for (int number = 1; number <= source.lineCount(); number++) {
      Span span = source.span(source.lineStart(number), source.lineEnd(number));
      String text = span.text().strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      if (headed) {
        CommandLine line = CommandLine.parse(span);
        read(line);
        line.end();
      } else if (text.equals(CommandPrinter.HEADER)) {
        headed = true;
      } else {
        throw CommandLine.fault(span, "expected `" + CommandPrinter.HEADER + "`");
      }
    }
  }

  private void read(CommandLine line) {
    switch (line.keyword()) {
      case "kernel" -> kernel = Optional.of(line.name());
      case "config" -> config = Optional.of(configuration(line));
      case "input" -> inputs.add(input(line));
      case "output" -> outputs.add(output(line));
      case "image" -> images.add(image(line));
      case "in" -> streamIn.add(streamIn(line));
      case "out" ->
          streamOut.add(
              new StreamOut(line.text("output"), line.number("first"), line.number("rows")));
      default -> command(line);
    }
  }

  private static AcceleratorConfig configuration(CommandLine line) {
    Map<String, Integer> parameters = new HashMap<>();
    for (String name : AcceleratorConfig.edge8x8().parameters().keySet()) {
      parameters.put(name, line.number(name.toLowerCase(Locale.ROOT)));
    }
    return AcceleratorConfig.edge8x8().with(parameters);
  }

  private static HostInput input(CommandLine line) {
    return new HostInput(
        line.name(), line.shape("shape"), line.number("rows"), line.number("cols"));
  }

  private static HostOutput output(CommandLine line) {
    return new HostOutput(
        line.name(),
        line.shape("shape"),
        line.number("rows"),
        line.number("cols"),
        line.number("bits"),
        line.flag("signed"),
        new Dequantizer(line.hex("scale"), line.number("zero")));
  }

  private static ConstantImage image(CommandLine line) {
    return new ConstantImage(
        line.name(),
        line.constant("memory", Memory.class),
        line.number("words"),
        line.number("offset"),
        line.number("bytes"));
  }

  private static StreamIn streamIn(CommandLine line) {
    if (line.has("image")) {
      return new StreamIn.Constant(line.text("image"));
    }
    return new StreamIn.Input(
        line.text("input"),
        line.number("first"),
        line.number("rows"),
        line.number("bits"),
        new Quantizer(line.hex("inverse_scale"), line.integerType("storage"), line.number("zero")));
  }

  private void command(CommandLine line) {
    try {
      commands.add(
          switch (line.keyword()) {
            case "end" -> new Command.End();
            case "load" ->
                new Command.Load(
                    line.constant("target", Memory.class),
                    line.number("base"),
                    line.number("words"),
                    dram(line),
                    line.constants("wait", Unit.class));
            case "gemm" -> gemm(line);
            case "ew" -> elementwise(line);
            case "store" ->
                new Command.Store(
                    line.constant("source", Memory.class),
                    new Command.RowSpan(
                        line.number("base"), line.number("stride"), line.number("rows")),
                    line.number("words"),
                    line.flag("last"),
                    dram(line),
                    line.constants("wait", Unit.class));
            case "softmax" -> softmax(line);
            case "norm" -> norm(line);
            default -> throw line.fault("unknown keyword `" + line.keyword() + "`");
          });
      labels.add(line.has("label") ? line.text("label") : "");
    } catch (IllegalArgumentException e) {
      throw line.fault("malformed command: " + e.getMessage());
    }
  }

  private static Optional<DramSpan> dram(CommandLine line) {
    return line.has("dram")
        ? Optional.of(new DramSpan(line.number("dram"), line.number("dram_beats")))
        : Optional.empty();
  }

  private static Command gemm(CommandLine line) {
    return new Command.Gemm(
        new Command.Gemm.Rows(
            line.number("act"),
            line.number("act_stride"),
            line.number("row_blocks"),
            line.flag("signed"),
            line.flag("decode")),
        new Command.Gemm.Tiles(
            line.number("wgt"),
            line.number("wgt_stride"),
            line.number("tiles"),
            line.number("wgt_zero"),
            optional(line, "wgt_plane")
                .map(words -> new Command.Gemm.HighPlane(words, line.number("wgt_high_zero"))),
            line.has("wgt_folded") && line.flag("wgt_folded"),
            optional(line, "index")),
        line.number("k_words"),
        line.number("par"),
        optional(line, "factor"),
        new Command.Gemm.Output(
            line.number("stride"),
            line.number("column"),
            optional(line, "plane").orElse(0),
            line.has("folded") && line.flag("folded")),
        epilogue(line),
        line.constants("wait", Unit.class));
  }

  private static Optional<Integer> optional(CommandLine line, String key) {
    return line.has(key) ? Optional.of(line.number(key)) : Optional.empty();
  }

  private static Command softmax(CommandLine line) {
    int rows = line.number("rows");
    Optional<Command.Softmax.Late> late =
        optional(line, "factor")
            .map(base ->
                new Command.Softmax.Late(
                    base, line.number("multiplier"), line.number("shift"), line.number("offset")));
    return new Command.Softmax(
        source(line, rows),
        line.number("count"),
        optional(line, "first_count"),
        line.number("words"),
        output(line, rows),
        line.number("zero"),
        late,
        line.constants("wait", Unit.class));
  }

  private static Command norm(CommandLine line) {
    int rows = line.number("rows");
    Command.Norm.Form form =
        new Command.Norm.Form(
            line.flag("rms"),
            line.flag("wide"),
            line.number("fraction"),
            line.wideNumber("guard"),
            line.number("shift"),
            line.number("zero"),
            line.number("lo"),
            line.number("hi"));
    return new Command.Norm(
        source(line, rows),
        line.number("count"),
        form,
        line.number("gain"),
        output(line, rows),
        line.constants("wait", Unit.class));
  }

  private static Command.RowSpan source(CommandLine line, int rows) {
    return new Command.RowSpan(line.number("res"), line.number("res_stride"), rows);
  }

  private static Command.RowSpan output(CommandLine line, int rows) {
    return new Command.RowSpan(line.number("out"), line.number("out_stride"), rows);
  }

  private static Command elementwise(CommandLine line) {
    return new Command.Elementwise(
        line.constant("source", Memory.class),
        line.number("base"),
        line.flag("signed"),
        line.has("reduce")
            ? Optional.of(
                new Reduction(
                    line.constant("reduce", Reduction.Kind.class),
                    line.number("reduce_rows"),
                    line.number("reduce_stride")))
            : Optional.empty(),
        line.number("par"),
        line.number("words"),
        epilogue(line),
        line.constants("wait", Unit.class));
  }

  private static Epilogue epilogue(CommandLine line) {
    Optional<Epilogue.Residual> residual =
        line.has("res")
            ? Optional.of(
                new Epilogue.Residual(
                    line.number("res"),
                    line.number("res_stride"),
                    line.number("res_multiplier"),
                    line.number("res_zero")))
            : Optional.empty();
    Optional<Epilogue.Table> table =
        line.has("table")
            ? Optional.of(new Epilogue.Table(line.number("table"), line.flag("table_signed")))
            : Optional.empty();
    return new Epilogue(
        line.constant("to", Destination.class),
        line.number("out"),
        line.number("zero"),
        line.number("lo"),
        line.number("hi"),
        residual,
        table);
  }
}
