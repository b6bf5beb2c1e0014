package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Epilogue;
import dev.halfbyte.rtl.Reduction;
import dev.halfbyte.rtl.Unit;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The text form of a command program: one line per item, `keyword name? key=value*`.
///
/// [CommandParser] reads it back to an equal program.
public final class CommandPrinter {
  /// First line of the text form.
  static final String HEADER = "cmd 1";

  private final StringBuilder out = new StringBuilder();

  private CommandPrinter() {}

  /// Returns the text form of `program`.
  public static String print(CommandProgram program) {
    CommandPrinter printer = new CommandPrinter();
    printer.program(program);
    return printer.out.toString();
  }

  /// Returns one command as a line of the text form, without a label.
  public static String print(Command command) {
    CommandPrinter printer = new CommandPrinter();
    printer.command(command, "");
    return printer.out.toString().strip();
  }

  /// Returns the lines of all commands with their labels, in order.
  public static Stream<String> commands(CommandProgram program) {
    return IntStream.range(0, program.commands().size())
        .mapToObj(i -> {
          CommandPrinter printer = new CommandPrinter();
          printer.command(program.commands().get(i), program.labels().get(i));
          return printer.out.toString().strip();
        });
  }

  /// Returns the keyword of a command.
  static String mnemonic(Command command) {
    return command.opcode().name().toLowerCase(Locale.ROOT);
  }

  private void program(CommandProgram program) {
    line(HEADER);
    line("kernel " + program.kernel());
    StringBuilder config = new StringBuilder("config");
    program
        .config()
        .parameters()
        .forEach((name, value) ->
            config.append(' ').append(name.toLowerCase(Locale.ROOT)).append('=').append(value));
    line(config.toString());
    program.inputs().forEach(this::input);
    program.outputs().forEach(this::output);
    program.images().forEach(this::image);
    program.streamIn().forEach(this::streamIn);
    program.streamOut().forEach(this::streamOut);
    for (int i = 0; i < program.commands().size(); i++) {
      command(program.commands().get(i), program.labels().get(i));
    }
  }

  private void input(HostInput input) {
    line(
        "input %s shape=%s rows=%d cols=%d"
            .formatted(input.name(), shape(input.shape()), input.rows(), input.cols()));
  }

  private void output(HostOutput output) {
    line(
        "output %s shape=%s rows=%d cols=%d bits=%d signed=%b scale=%s zero=%d"
            .formatted(
                output.name(),
                shape(output.shape()),
                output.rows(),
                output.cols(),
                output.elementBits(),
                output.signed(),
                hex(output.dequantizer().scaleBits()),
                output.dequantizer().zero()));
  }

  private void image(ConstantImage image) {
    line(
        "image %s memory=%s words=%d offset=%d bytes=%d"
            .formatted(
                image.name(), lower(image.memory()), image.words(), image.offset(), image.bytes()));
  }

  private void streamIn(StreamIn segment) {
    switch (segment) {
      case StreamIn.Constant constant -> line("in image=" + constant.image());
      case StreamIn.Input input ->
          line(
              "in input=%s first=%d rows=%d bits=%d inverse_scale=%s storage=%s zero=%d"
                  .formatted(
                      input.input(),
                      input.firstRow(),
                      input.rows(),
                      input.elementBits(),
                      hex(input.quantizer().inverseScaleBits()),
                      input.quantizer().storage(),
                      input.quantizer().zero()));
    }
  }

  private void streamOut(StreamOut segment) {
    line(
        "out output=%s first=%d rows=%d"
            .formatted(segment.output(), segment.firstRow(), segment.rows()));
  }

  private void command(Command command, String label) {
    String fields =
        switch (command) {
          case Command.End _ -> "";
          case Command.Load load ->
              " target=%s base=%d words=%d%s"
                  .formatted(lower(load.target()), load.base(), load.words(), dram(load));
          case Command.Gemm gemm -> gemm(gemm);
          case Command.Elementwise ew ->
              " source=%s base=%d signed=%b%s par=%d words=%d%s"
                  .formatted(
                      lower(ew.source()),
                      ew.sourceBase(),
                      ew.actSigned(),
                      ew.reduction().map(CommandPrinter::reduction).orElse(""),
                      ew.parameterBase(),
                      ew.words(),
                      epilogue(ew.epilogue()));
          case Command.Store store ->
              " source=%s base=%d stride=%d rows=%d words=%d last=%b%s"
                  .formatted(
                      lower(store.source()),
                      store.rows().base(),
                      store.rows().stride(),
                      store.rows().rows(),
                      store.words(),
                      store.streamLast(),
                      dram(store));
          case Command.Softmax softmax -> softmax(softmax);
          case Command.Norm norm -> norm(norm);
        };
    String named = label.isEmpty() ? "" : " label=" + label;
    line(mnemonic(command) + fields + waits(command.waits()) + named);
  }

  private static String dram(Command command) {
    return command
        .dram()
        .map(span -> " dram=%d dram_beats=%d".formatted(span.first(), span.beats()))
        .orElse("");
  }

  private static String reduction(Reduction reduction) {
    return " reduce=%s reduce_rows=%d reduce_stride=%d"
        .formatted(lower(reduction.kind()), reduction.rows(), reduction.stride());
  }

  private static String gemm(Command.Gemm gemm) {
    return " act=%d act_stride=%d row_blocks=%d signed=%b decode=%b"
            .formatted(
                gemm.act().base(),
                gemm.act().stride(),
                gemm.act().blocks(),
                gemm.act().signed(),
                gemm.act().decode())
        + " wgt=%d wgt_stride=%d tiles=%d wgt_zero=%d k_words=%d par=%d"
            .formatted(
                gemm.weights().base(),
                gemm.weights().stride(),
                gemm.weights().count(),
                gemm.weights().zero(),
                gemm.kWords(),
                gemm.parameterBase())
        + gemm.weights()
            .high()
            .map(high -> " wgt_plane=%d wgt_high_zero=%d".formatted(high.words(), high.zero()))
            .orElse("")
        + (gemm.weights().folded() ? " wgt_folded=true" : "")
        + gemm.weights().index().map(base -> " index=" + base).orElse("")
        + gemm.factorBase().map(base -> " factor=" + base).orElse("")
        + " stride=%d column=%d".formatted(gemm.output().stride(), gemm.output().column())
        + (gemm.output().plane() == 0 ? "" : " plane=" + gemm.output().plane())
        + (gemm.output().folded() ? " folded=true" : "")
        + epilogue(gemm.epilogue());
  }

  private static String softmax(Command.Softmax softmax) {
    return rows(softmax.source(), softmax.output())
        + " count=%d words=%d zero=%d".formatted(softmax.count(), softmax.words(), softmax.zero())
        + softmax.firstCount().map(first -> " first_count=" + first).orElse("")
        + softmax
            .late()
            .map(late ->
                " factor=%d multiplier=%d shift=%d offset=%d"
                    .formatted(late.base(), late.multiplier(), late.shift(), late.offset()))
            .orElse("");
  }

  private static String norm(Command.Norm norm) {
    Command.Norm.Form form = norm.form();
    return rows(norm.source(), norm.output())
        + " count=%d gain=%d rms=%b wide=%b fraction=%d guard=%d shift=%d zero=%d lo=%d hi=%d"
            .formatted(
                norm.count(),
                norm.gainBase(),
                form.rms(),
                form.wide(),
                form.fractionBits(),
                form.guard(),
                form.shift(),
                form.zero(),
                form.lo(),
                form.hi());
  }

  private static String rows(Command.RowSpan source, Command.RowSpan output) {
    return " res=%d res_stride=%d rows=%d out=%d out_stride=%d"
        .formatted(source.base(), source.stride(), source.rows(), output.base(), output.stride());
  }

  private static String epilogue(Epilogue epilogue) {
    String text =
        " to=%s out=%d zero=%d lo=%d hi=%d"
            .formatted(
                lower(epilogue.destination()),
                epilogue.outputBase(),
                epilogue.zero(),
                epilogue.lo(),
                epilogue.hi());
    String residual =
        epilogue
            .residual()
            .map(r ->
                " res=%d res_stride=%d res_multiplier=%d res_zero=%d"
                    .formatted(r.base(), r.stride(), r.multiplier(), r.zero()))
            .orElse("");
    String table =
        epilogue
            .table()
            .map(t -> " table=%d table_signed=%b".formatted(t.id(), t.signed()))
            .orElse("");
    return text + residual + table;
  }

  private static String waits(Collection<Unit> units) {
    return units.isEmpty()
        ? ""
        : " wait=" + units.stream().map(CommandPrinter::lower).collect(Collectors.joining("+"));
  }

  private static String shape(List<Long> extents) {
    return extents.stream().map(String::valueOf).collect(Collectors.joining("x", "[", "]"));
  }

  private static String hex(int bits) {
    return "0x%08x".formatted(bits);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private void line(String text) {
    out.append(text).append('\n');
  }
}
