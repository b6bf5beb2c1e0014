package dev.halfbyte.loop.text;

import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.loop.Argument;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.ConstantData;
import dev.halfbyte.loop.ListSteps;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.Repeat;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Statement;
import dev.halfbyte.loop.Step;
import dev.halfbyte.loop.TableMap;
import dev.halfbyte.loop.TileContract;
import dev.halfbyte.loop.Workspace;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;

/// Prints loop programs: declarations, then one line per statement.
///
/// Constants appear by digest, so the text is small and changes whenever their content does.
public final class LoopPrinter {
  private final List<String> lines = new ArrayList<>();
  private final IdentityHashMap<Object, Integer> numbers = new IdentityHashMap<>();
  private int depth;

  private LoopPrinter() {}

  public static LoopListing print(LoopProgram program) {
    LoopPrinter printer = new LoopPrinter();
    printer.program(program);
    return new LoopListing(printer.lines, printer.numbers);
  }

  private void line(String text) {
    lines.add("  ".repeat(depth) + text);
  }

  private void program(LoopProgram program) {
    line("loops " + program.name() + " of " + program.hash());
    depth++;
    program.dims().forEach(this::dim);
    program.arguments().forEach(this::argument);
    program.constants().forEach(this::constant);
    workspace(program.workspace());
    program.steps().forEach(this::step);
    depth--;
  }

  private void dim(DimDeclaration dim) {
    line("dim " + dim.name() + " " + dim.min() + ".." + dim.max() + " step " + dim.step());
  }

  private void argument(Argument argument) {
    line(
        lower(argument.direction())
            + " "
            + declaration(argument.buffer())
            + " = "
            + argument.name()
            + ": "
            + argument.type());
  }

  private void constant(ConstantData constant) {
    String digest = constant.data().digest().substring(0, 12);
    line("constant " + declaration(constant.buffer()) + " = " + digest + ", " + constant.layout());
  }

  private void workspace(Workspace workspace) {
    line("workspace " + workspace.bytes() + " bytes");
    depth++;
    for (Workspace.Placement placement : workspace.placements()) {
      Workspace.Slot slot = workspace.slots().get(placement.slot());
      line(declaration(placement.buffer()) + " at " + slot.offset() + ", slot " + placement.slot());
    }
    depth--;
  }

  private static String declaration(Buffer buffer) {
    return buffer.name() + ": " + lower(buffer.elem()) + "[" + buffer.size() + "]";
  }

  private void step(Step step) {
    switch (step) {
      case Stage stage -> stage(stage);
      case Repeat repeat -> {
        line("repeat " + repeat.variable() + " < " + repeat.extent() + " // " + repeat.origin());
        depth++;
        repeat.steps().forEach(this::step);
        depth--;
      }
    }
  }

  private void stage(Stage stage) {
    numbers.put(stage, lines.size() + 1);
    line(
        "stage "
            + stage.name()
            + " parallel "
            + stage.parallel()
            + " < "
            + stage.extent()
            + " // "
            + stage.origin());
    depth++;
    stage.scratch().forEach(buffer -> line("scratch " + declaration(buffer)));
    stage.body().forEach(this::statement);
    depth--;
  }

  private void statement(Statement statement) {
    numbers.put(statement, lines.size() + 1);
    switch (statement) {
      case Statement.Declare d ->
          line(lower(d.local().type()) + " " + d.local() + " = " + d.value());
      case Statement.Assign a -> line(a.local() + " := " + a.value());
      case Statement.Store s -> line(s.buffer() + "[" + s.address() + "] = " + s.value());
      case Statement.For f -> {
        String step = f.step() == 1 ? "" : " step " + f.step();
        line("for " + f.variable() + " < " + f.extent() + step);
        body(f.body());
      }
      case Statement.If i -> {
        line("if " + i.condition());
        body(i.body());
      }
      case Statement.Section s -> {
        line("section " + s.name() + " // " + s.origin());
        body(s.body());
      }
      case TileContract t -> line(tile(t));
      case TableMap t -> line(map(t));
      case ListSteps l -> line(list(l));
    }
  }

  private void body(List<Statement> body) {
    depth++;
    body.forEach(this::statement);
    depth--;
  }

  private static String tile(TileContract t) {
    return "tile.contract "
        + t.tile()
        + " "
        + t.output()
        + " = "
        + t.initial()
        + "["
        + t.initialAt()
        + "]"
        + " + "
        + t.activations()
        + "["
        + t.activationsAt()
        + "] pitch "
        + t.pitch()
        + " * "
        + lower(t.format())
        + " "
        + t.weights()
        + "["
        + t.weightsAt()
        + "]"
        + ", rows "
        + t.rows()
        + ", columns "
        + t.columns()
        + ", depth "
        + t.depth()
        + t.steps().map(s -> ", steps " + s).orElse("")
        + t.groups()
            .map(g -> ", groups of %d times %s[%s]".formatted(g.depth(), g.multipliers(), g.at()))
            .orElse("");
  }

  private static String map(TableMap t) {
    return "table.map "
        + t.output()
        + "["
        + t.outputAt()
        + "] = "
        + t.table()
        + " of "
        + t.input()
        + "["
        + t.inputAt()
        + "], count "
        + t.count();
  }

  private static String list(ListSteps l) {
    return "list.steps "
        + l.list()
        + " = "
        + l.activations()
        + "["
        + l.activationsAt()
        + "] pitch "
        + l.pitch()
        + ", rows "
        + l.rows()
        + ", depth "
        + l.depth();
  }

  private static String lower(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT);
  }
}
