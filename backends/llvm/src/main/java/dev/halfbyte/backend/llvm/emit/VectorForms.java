package dev.halfbyte.backend.llvm.emit;

import dev.halfbyte.loop.Expression;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Scalar functions of a module, each with forms for whole vectors that give the same bits and
/// leave out what no lane of theirs needs.
///
/// LLVM vectorizes a loop with a call of such a function by a call of its vector form
/// (`vector-function-abi-variant`), which becomes part of the loop afterwards. So a branch that is
/// taken for all lanes at once can stand in a loop that was written for one lane.
final class VectorForms {
  /// Attributes of the scalar functions; they stay calls until loops are vectors.
  static final String SCALAR = "#3";

  /// Attributes of the vector forms.
  private static final String VECTOR = "#4";

  private static final List<Integer> WIDTHS = List.of(16, 8);
  private static final String PURE =
      "nounwind willreturn speculatable memory(none) \"no-builtins\"";
  private static final String ZERO = "0.0";
  private static final String ONE = literal(1);
  private static final String INFINITY = literal(Float.POSITIVE_INFINITY);
  private static final String NAN = literal(Float.NaN);

  /// Texts by name.
  private final SortedMap<String, String> functions = new TreeMap<>();

  /// Names by what they compute.
  private final Map<String, String> nearOnes = new HashMap<>();

  private final SortedSet<String> declarations;

  /// @param declarations of the module; gets what the forms call
  VectorForms(SortedSet<String> declarations) {
    this.declarations = declarations;
  }

  /// A scalar function with one or two f32 parameters, `%x` the last of them.
  ///
  /// @param parameters `"%c", "%x"` or `"%x"`
  private record Function(String name, List<String> parameters) {
    String scalar() {
      String mappings =
          WIDTHS.stream()
              .map(w ->
                  "_ZGV_LLVM_N%d%s_%s(%s)"
                      .formatted(w, "v".repeat(parameters.size()), name, vector(w)))
              .collect(Collectors.joining(","));
      return head("float", name, SCALAR + " \"vector-function-abi-variant\"=\"" + mappings + "\"");
    }

    String vector(int width) {
      return name + ".v" + width;
    }

    String vectorHead(int width) {
      return head("<%d x float>".formatted(width), vector(width), VECTOR);
    }

    private String head(String type, String symbol, String attributes) {
      String list = parameters.stream().map(p -> type + " " + p).collect(Collectors.joining(", "));
      return "define internal %s @%s(%s) %s {\n".formatted(type, symbol, list, attributes);
    }
  }

  boolean isEmpty() {
    return functions.isEmpty();
  }

  /// A function of `c` and `x`: NaN for a NaN x, +0 below `least`, +infinity above `greatest`, else
  /// `c`. A vector all of whose x are between `least` and `-least` is `c` itself.
  String inRange(float least, float greatest) {
    String name =
        "hb.range.%x.%x"
            .formatted(Float.floatToRawIntBits(least), Float.floatToRawIntBits(greatest));
    if (!functions.containsKey(name)) {
      Function function = new Function(name, List.of("%c", "%x"));
      functions.put(name, inRange(function, least, greatest));
    }
    return name;
  }

  private String inRange(Function function, float least, float greatest) {
    StringBuilder text = new StringBuilder();
    text.append(function.scalar()).append(selects(1, least, greatest)).append("}\n");
    float near = Math.min(-least, greatest);
    for (int width : WIDTHS) {
      String type = type(width);
      text.append(function.vectorHead(width)).append("start:\n");
      text.append("  %%a = call %s @llvm.fabs.v%df32(%s %%x)\n".formatted(type, width, type));
      text.append("  %%in = fcmp ole %s %%a, %s\n".formatted(type, splat(width, literal(near))));
      allOf(text, width);
      text.append("  br i1 %all, label %usual, label %rare, !prof !4\nusual:\n");
      text.append("  ret %s %%c\nrare:\n".formatted(type));
      text.append(selects(width, least, greatest)).append("}\n");
      declarations.add("declare %s @llvm.fabs.v%df32(%s)".formatted(type, width, type));
    }
    return text.toString();
  }

  private static String selects(int width, float least, float greatest) {
    String type = type(width);
    String mask = width == 1 ? "i1" : "<%d x i1>".formatted(width);
    StringBuilder text = new StringBuilder();
    text.append("  %%o = fcmp ogt %s %%x, %s\n".formatted(type, splat(width, literal(greatest))));
    select(text, "%p", mask, "%o", type, splat(width, INFINITY), "%c");
    text.append("  %%u = fcmp olt %s %%x, %s\n".formatted(type, splat(width, literal(least))));
    select(text, "%q", mask, "%u", type, splat(width, ZERO), "%p");
    text.append("  %%n = fcmp uno %s %%x, %%x\n".formatted(type));
    select(text, "%r", mask, "%n", type, splat(width, NAN), "%q");
    return text.append("  ret %s %%r\n".formatted(type)).toString();
  }

  private static void select(
      StringBuilder text,
      String name,
      String mask,
      String condition,
      String type,
      String then,
      String otherwise) {
    text.append(
        "  %s = select %s %s, %s %s, %s %s\n"
            .formatted(name, mask, condition, type, then, type, otherwise));
  }

  private static void allOf(StringBuilder text, int width) {
    text.append("  %%b = bitcast <%d x i1> %%in to i%d\n".formatted(width, width));
    text.append("  %%all = icmp eq i%d %%b, -1\n".formatted(width));
  }

  /// A function of `x` that is 1 where x is a zero, as `1 + fma(.., x * x, x)` is: a vector of
  /// zeros needs no polynomial.
  ///
  /// @param value made of constants, `variable`, sums, products and `fma`
  String nearOne(Expression value, Expression variable) {
    String name =
        nearOnes.computeIfAbsent(
            Map.entry(value, variable).toString(), _ -> "hb.near_one." + nearOnes.size());
    if (!functions.containsKey(name)) {
      functions.put(name, nearOne(new Function(name, List.of("%x")), value, variable));
    }
    return name;
  }

  private String nearOne(Function function, Expression value, Expression variable) {
    StringBuilder text = new StringBuilder(function.scalar());
    String result = new Polynomial(variable, 1, text).emit(value);
    text.append("  ret float %s\n}\n".formatted(result));
    for (int width : WIDTHS) {
      String type = type(width);
      text.append(function.vectorHead(width)).append("start:\n");
      text.append("  %%in = fcmp oeq %s %%x, %s\n".formatted(type, splat(width, ZERO)));
      allOf(text, width);
      text.append("  br i1 %all, label %whole, label %broken\nwhole:\n");
      text.append("  ret %s %s\nbroken:\n".formatted(type, splat(width, ONE)));
      String last = new Polynomial(variable, width, text).emit(value);
      text.append("  ret %s %s\n}\n".formatted(type, last));
    }
    return text.toString();
  }

  /// Writes sums, products and `fma` of one variable and constants.
  private final class Polynomial {
    private final Expression variable;
    private final int width;
    private final StringBuilder text;
    private int names;

    Polynomial(Expression variable, int width, StringBuilder text) {
      this.variable = variable;
      this.width = width;
      this.text = text;
    }

    String emit(Expression expression) {
      if (expression.equals(variable)) {
        return "%x";
      }
      String type = type(width);
      return switch (expression) {
        case Expression.Constant c -> splat(width, literal(c.asFloat()));
        case Expression.Binary b -> {
          String left = emit(b.left());
          String right = emit(b.right());
          String op = b.kind() == Expression.BinaryKind.ADD ? "fadd" : "fmul";
          yield line("%s %s %s, %s".formatted(op, type, left, right));
        }
        case Expression.Fma f -> {
          String a = emit(f.a());
          String b = emit(f.b());
          String c = emit(f.c());
          String symbol = width == 1 ? "llvm.fma.f32" : "llvm.fma.v%df32".formatted(width);
          declarations.add("declare %s @%s(%s, %s, %s)".formatted(type, symbol, type, type, type));
          yield line(
              "call %s @%s(%s %s, %s %s, %s %s)"
                  .formatted(type, symbol, type, a, type, b, type, c));
        }
        case Expression.Use _,
            Expression.Load _,
            Expression.IndexValue _,
            Expression.InBounds _,
            Expression.Unary _,
            Expression.Compare _,
            Expression.Select _,
            Expression.Convert _,
            Expression.Bitcast _ ->
            throw new IllegalArgumentException("not a polynomial: " + expression);
      };
    }

    private String line(String instruction) {
      String name = "%t" + names++;
      text.append("  ").append(name).append(" = ").append(instruction).append('\n');
      return name;
    }
  }

  /// All functions, the attributes of both kinds, and what keeps forms that only attributes name.
  ///
  /// @param variant attributes of the functions of a variant
  String text(String variant) {
    String kept =
        functions.keySet().stream()
            .flatMap(name -> WIDTHS.stream().map(w -> "ptr @%s.v%d".formatted(name, w)))
            .collect(Collectors.joining(", "));
    return String.join("", functions.values())
        + "\n@llvm.compiler.used = appending global [%d x ptr] [%s], section \"llvm.metadata\"\n"
            .formatted(functions.size() * WIDTHS.size(), kept)
        + "attributes %s = { noinline %s %s }\n".formatted(SCALAR, PURE, variant)
        + "attributes %s = { alwaysinline %s %s }\n".formatted(VECTOR, PURE, variant)
        + "!4 = !{!\"branch_weights\", i32 1000, i32 1}\n";
  }

  private static String type(int width) {
    return width == 1 ? "float" : "<%d x float>".formatted(width);
  }

  private static String splat(int width, String scalar) {
    return width == 1
        ? scalar
        : IntStream.range(0, width)
            .mapToObj(_ -> "float " + scalar)
            .collect(Collectors.joining(", ", "<", ">"));
  }

  private static String literal(float value) {
    return "0x%016X".formatted(Double.doubleToRawLongBits(value));
  }
}
