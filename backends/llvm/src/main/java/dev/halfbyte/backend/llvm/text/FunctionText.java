package dev.halfbyte.backend.llvm.text;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.SortedSet;

/// The growing text of one function: values, blocks, and allocations gathered in the entry block.
public final class FunctionText {
  private final String signature;
  private final SortedSet<String> declarations;
  private final StringBuilder allocations = new StringBuilder();
  private final StringBuilder nulled = new StringBuilder();
  private final StringBuilder body = new StringBuilder();
  private String block = "start";

  /// Values and labels live in one name space.
  private int names;

  /// @param signature from `define` up to the attributes
  /// @param declarations of the module; gets what this function calls
  public FunctionText(String signature, SortedSet<String> declarations) {
    this.signature = signature;
    this.declarations = declarations;
  }

  /// Defines a value and returns its name.
  @SuppressWarnings("AnnotateFormatMethod") // its annotation would be one more library
  public String value(String format, Object... operands) {
    String name = uniqueName("v");
    define(name, format, operands);
    return name;
  }

  /// Defines the value `name`, which a phi may have used already.
  @SuppressWarnings("AnnotateFormatMethod") // its annotation would be one more library
  public void define(String name, String format, Object... operands) {
    line(name + " = " + format.formatted(operands));
  }

  /// A fresh value name for a definition that is written by hand, such as a phi.
  public String uniqueName(String hint) {
    return "%" + hint + "." + names++;
  }

  public void line(String text) {
    body.append("  ").append(text).append('\n');
  }

  public void comment(String text) {
    line("; " + text.replace('\n', ' '));
  }

  /// Memory on the stack, alive for the whole call.
  public String allocate(String hint, String type, int alignment) {
    String name = uniqueName(hint);
    allocations.append("  %s = alloca %s, align %d\n".formatted(name, type, alignment));
    return name;
  }

  /// As [#allocate], with a null pointer at the begin.
  public String allocateNulled(String hint, String type, int alignment) {
    String name = allocate(hint, type, alignment);
    nulled.append("  store ptr null, ptr %s, align %d\n".formatted(name, alignment));
    return name;
  }

  /// Calls an intrinsic and declares it. Every argument is spelled `type value`.
  public String call(String result, String name, String... arguments) {
    String value = uniqueName("v");
    callInto(value, result, name, arguments);
    return value;
  }

  /// Calls an intrinsic, declares it and defines `value` by its result.
  public void callInto(String value, String result, String name, String... arguments) {
    declare(result, name, arguments);
    define(value, "call %s @%s(%s)", result, name, String.join(", ", arguments));
  }

  /// Calls an intrinsic without a result.
  public void callVoid(String name, String... arguments) {
    declare("void", name, arguments);
    line("call void @%s(%s)".formatted(name, String.join(", ", arguments)));
  }

  private void declare(String result, String name, String... arguments) {
    String types = Arrays.stream(arguments).map(FunctionText::type).collect(joining(", "));
    declarations.add("declare %s @%s(%s)".formatted(result, name, types));
  }

  private static String type(String argument) {
    int end = argument.startsWith("<") ? argument.indexOf('>') + 1 : argument.indexOf(' ');
    return argument.substring(0, end);
  }

  /// A label that no other block has.
  public String label(String hint) {
    return hint + "." + names++;
  }

  /// Ends the current block by a jump and starts another.
  public void jumpTo(String next) {
    line("br label %" + next);
    start(next);
  }

  public void branch(String condition, String then, String otherwise) {
    line("br i1 %s, label %%%s, label %%%s".formatted(condition, then, otherwise));
  }

  /// Starts block `name`; the previous one has its terminator.
  public void start(String name) {
    body.append(name).append(":\n");
    block = name;
  }

  /// Name of the block that is being written, for phis.
  public String block() {
    return block;
  }

  /// The whole definition.
  public String finish() {
    return signature + " {\nstart:\n" + allocations + nulled + body + "}\n";
  }
}
