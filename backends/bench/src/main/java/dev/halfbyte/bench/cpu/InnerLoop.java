package dev.halfbyte.bench.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An innermost loop of AArch64 assembly as LLVM prints it.
///
/// @param function that it is part of
/// @param instructions in order, the branch back included
record InnerLoop(String function, List<String> instructions) {
  private static final Pattern FUNCTION = Pattern.compile("([A-Za-z_][\\w.]*):.*// @.*");
  private static final Pattern LABEL = Pattern.compile("(\\.LBB\\d+_\\d+):.*");
  private static final Pattern TARGET = Pattern.compile("\\.LBB\\d+_\\d+\\b");

  /// How many products an instruction makes, by its name and its first operand.
  private static final Map<String, Integer> PRODUCTS =
      Map.of(
          "sdot .4s",
          16,
          "smmla .4s",
          32,
          "smull .8h",
          8,
          "smull2 .8h",
          8,
          "smlal .8h",
          8,
          "smlal2 .8h",
          8);

  private static final Pattern MULTIPLY =
      Pattern.compile("(sdot|smmla|smull2?|smlal2?)\\s+v\\d+(\\.4s|\\.8h),.*");

  /// Registers of sums in [#bound]; enough to hide any latency.
  private static final int SUMS = 24;

  InnerLoop {
    instructions = List.copyOf(instructions);
  }

  /// All innermost loops that multiply.
  static List<InnerLoop> of(String assembly) {
    List<InnerLoop> loops = new ArrayList<>();
    String function = "";
    String head = "";
    List<String> body = new ArrayList<>();
    for (String line : assembly.lines().toList()) {
      Matcher start = FUNCTION.matcher(line);
      Matcher label = LABEL.matcher(line);
      if (start.matches()) {
        function = start.group(1);
      } else if (label.matches()) {
        head = label.group(1);
        body.clear();
      } else if (line.startsWith("\t") && !line.startsWith("\t.")) {
        String instruction = line.replaceFirst("//.*", "").strip();
        body.add(TARGET.matcher(instruction).replaceAll(".Lhead"));
        Matcher target = TARGET.matcher(line);
        if (target.find() && target.group().equals(head)) {
          loops.add(new InnerLoop(function, body));
        }
      }
    }
    return loops.stream().filter(loop -> loop.macs() > 0).toList();
  }

  /// Multiply-accumulates of an iteration.
  int macs() {
    return instructions.stream().mapToInt(InnerLoop::products).sum();
  }

  private static int products(String instruction) {
    Matcher multiply = MULTIPLY.matcher(instruction);
    return multiply.matches()
        ? PRODUCTS.getOrDefault(multiply.group(1) + " " + multiply.group(2), 0)
        : 0;
  }

  /// Nothing but the multiplying instructions, none of which waits for another.
  List<String> bound() {
    List<String> alone = new ArrayList<>();
    for (String instruction : instructions) {
      if (products(instruction) > 0) {
        alone.add(independent(instruction, alone.size() % SUMS));
      }
    }
    return alone;
  }

  private static String independent(String instruction, int sum) {
    String name = instruction.substring(0, instruction.indexOf('\t'));
    boolean narrow = products(instruction) == 8;
    String from = narrow && !name.endsWith("2") ? "8b" : "16b";
    return "%s v%d.%s, v30.%s, v31.%s".formatted(name, sum, narrow ? "8h" : "4s", from, from);
  }
}
