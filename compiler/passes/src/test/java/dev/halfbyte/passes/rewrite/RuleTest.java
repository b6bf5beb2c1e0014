package dev.halfbyte.passes.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.text.IrParser;
import dev.halfbyte.ir.text.IrPrinter;
import dev.halfbyte.passes.Passes;
import dev.halfbyte.passes.Pipeline;
import dev.halfbyte.passes.PipelineOptions;
import dev.halfbyte.passes.PipelineResult;
import dev.halfbyte.passes.PipelineRunner;
import dev.halfbyte.source.SourceFile;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every rule: a program it rewrites, the result, and a near miss that it must leave alone.
class RuleTest {
  /// Bodies of programs with the inputs `%0 x: f32[2, 3]`, `%1 k: f32[2, 3]`, `%2 i: s32[2, 3]` and
  /// `%3 c: bool[2, 3]`, the last line naming the output.
  record Case(String rule, String before, String after, String kept) {
    @Override
    public String toString() {
      return rule;
    }
  }

  private static final String ONE =
      """
      const "c": f32[] = [1.0]
      """;

  static Stream<Case> cases() {
    return Stream.of(
        new Case(
            "mul-one",
            ONE
                + """
                %4 = constant(name="c") : f32[]
                %5 = view(operand=%4, map=[2, 3] at []) : f32[2, 3]
                %6 = binary(kind=mul, left=%0, right=%5) : f32[2, 3]
                output "r" = %6
                """,
            """
            output "r" = %0
            """,
            """
            const "c": f32[] = [1.0000001]
            %4 = constant(name="c") : f32[]
            %5 = view(operand=%4, map=[2, 3] at []) : f32[2, 3]
            %6 = binary(kind=mul, left=%0, right=%5) : f32[2, 3]
            output "r" = %6
            """),
        new Case(
            "sub-zero",
            """
            const "c": f32[] = [-0.0]
            %4 = constant(name="c") : f32[]
            %5 = view(operand=%4, map=[2, 3] at []) : f32[2, 3]
            %6 = binary(kind=add, left=%0, right=%5) : f32[2, 3]
            output "r" = %6
            """,
            """
            output "r" = %0
            """,
            """
            const "c": f32[] = [0.0]
            %4 = constant(name="c") : f32[]
            %5 = view(operand=%4, map=[2, 3] at []) : f32[2, 3]
            %6 = binary(kind=add, left=%0, right=%5) : f32[2, 3]
            output "r" = %6
            """),
        new Case(
            "neg-neg",
            """
            %4 = unary(kind=neg, operand=%0) : f32[2, 3]
            %5 = unary(kind=neg, operand=%4) : f32[2, 3]
            output "r" = %5
            """,
            """
            output "r" = %0
            """,
            """
            %4 = unary(kind=abs, operand=%0) : f32[2, 3]
            %5 = unary(kind=neg, operand=%4) : f32[2, 3]
            output "r" = %5
            """),
        new Case(
            "abs-abs",
            """
            %4 = unary(kind=abs, operand=%0) : f32[2, 3]
            %5 = unary(kind=abs, operand=%4) : f32[2, 3]
            output "r" = %5
            """,
            """
            %4 = unary(kind=abs, operand=%0) : f32[2, 3]
            output "r" = %4
            """,
            """
            %4 = unary(kind=neg, operand=%0) : f32[2, 3]
            %5 = unary(kind=abs, operand=%4) : f32[2, 3]
            output "r" = %5
            """),
        new Case(
            "max-same",
            """
            %4 = binary(kind=min, left=%0, right=%0) : f32[2, 3]
            output "r" = %4
            """,
            """
            output "r" = %0
            """,
            """
            %4 = binary(kind=min, left=%0, right=%1) : f32[2, 3]
            output "r" = %4
            """),
        new Case(
            "max-max",
            """
            %4 = binary(kind=max, left=%0, right=%1) : f32[2, 3]
            %5 = binary(kind=max, left=%4, right=%1) : f32[2, 3]
            output "r" = %5
            """,
            """
            %4 = binary(kind=max, left=%0, right=%1) : f32[2, 3]
            output "r" = %4
            """,
            """
            %4 = binary(kind=max, left=%0, right=%1) : f32[2, 3]
            %5 = binary(kind=max, left=%4, right=%0) : f32[2, 3]
            output "r" = %5
            """),
        new Case(
            "cast-same",
            """
            %4 = cast(operand=%2, elem=s32) : s32[2, 3]
            output "r" = %4
            """,
            """
            output "r" = %2
            """,
            """
            %4 = cast(operand=%2, elem=s64) : s64[2, 3]
            output "r" = %4
            """),
        new Case(
            "select-same",
            """
            %4 = select(condition=%3, then=%0, otherwise=%0) : f32[2, 3]
            output "r" = %4
            """,
            """
            output "r" = %0
            """,
            """
            %4 = select(condition=%3, then=%0, otherwise=%1) : f32[2, 3]
            output "r" = %4
            """),
        new Case(
            "view-identity",
            """
            %4 = view(operand=%0, map=[2, 3] at [i0, i1]) : f32[2, 3]
            output "r" = %4
            """,
            """
            output "r" = %0
            """,
            """
            %4 = view(operand=%0, map=[2, 2] at [i0, i1]) : f32[2, 2]
            output "r" = %4
            """),
        new Case(
            "view-view",
            """
            %4 = view(operand=%0, map=[3, 2] at [i1, i0]) : f32[3, 2]
            %5 = view(operand=%4, map=[2, 2] at [2*i0, i1]) : f32[2, 2]
            output "r" = %5
            """,
            """
            %4 = view(operand=%0, map=[2, 2] at [i1, 2*i0]) : f32[2, 2]
            output "r" = %4
            """,
            """
            %4 = view(operand=%0, map=[2, 2] at [i0, i1]) : f32[2, 2]
            %5 = view(operand=%4, map=[2, 3] at [i0, i1] padded) : f32[2, 3]
            output "r" = %5
            """),
        new Case(
            "reshape-same",
            """
            %4 = reshape(operand=%0, shape=[2, 3]) : f32[2, 3]
            output "r" = %4
            """,
            """
            output "r" = %0
            """,
            """
            %4 = reshape(operand=%0, shape=[3, 2]) : f32[3, 2]
            output "r" = %4
            """),
        new Case(
            "reshape-reshape",
            """
            %4 = reshape(operand=%0, shape=[3, 2]) : f32[3, 2]
            %5 = reshape(operand=%4, shape=[6]) : f32[6]
            output "r" = %5
            """,
            """
            %4 = reshape(operand=%0, shape=[6]) : f32[6]
            output "r" = %4
            """,
            """
            %4 = view(operand=%0, map=[3, 2] at [i1, i0]) : f32[3, 2]
            %5 = reshape(operand=%4, shape=[6]) : f32[6]
            output "r" = %5
            """),
        new Case(
            "concat-one",
            """
            %4 = concat(parts=[%0], axis=0) : f32[2, 3]
            output "r" = %4
            """,
            """
            output "r" = %0
            """,
            """
            %4 = concat(parts=[%0, %1], axis=0) : f32[4, 3]
            output "r" = %4
            """),
        new Case(
            "contract-transpose",
            """
            %4 = view(operand=%0, map=[3, 2] at [i1, i0]) : f32[3, 2]
            %5 = contract(left=%4, right=%1, einsum="e a, b e -> a b", order=serial, accumulator=f32) : f32[2, 2]
            output "r" = %5
            """,
            """
            %4 = contract(left=%0, right=%1, einsum="a e, b e -> a b", order=serial, accumulator=f32) : f32[2, 2]
            output "r" = %4
            """,
            """
            %4 = view(operand=%0, map=[3, 2] at [i1, i0]) : f32[3, 2]
            %5 = view(operand=%1, map=[3, 2] at [i1, i0]) : f32[3, 2]
            %6 = contract(left=%4, right=%5, einsum="e a, e a -> ", order=serial, accumulator=f32) : f32[]
            output "r" = %6
            """));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void rewritesAndKeepsBits(Case given) {
    Program before = parse(given.before);
    PipelineResult result = simplify(before);
    assertEquals(IrPrinter.print(parse(given.after)), IrPrinter.print(result.program()));
    assertEquals(1L, result.reports().getFirst().fired().get(given.rule));
    assertEquals(
        Interpreter.run(before, arguments()), Interpreter.run(result.program(), arguments()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void leavesNearMissesAlone(Case given) {
    Program program = parse(given.kept);
    assertEquals(IrPrinter.print(program), IrPrinter.print(simplify(program).program()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void staysAwayWhenDisabled(Case given) {
    PipelineOptions options =
        new PipelineOptions(
            PipelineOptions.DEFAULT.dumpFolder(),
            Long.MAX_VALUE,
            new TreeSet<>(List.of(given.rule)),
            false);
    PipelineResult result =
        new PipelineRunner(Passes.catalogue(), options)
            .run(Pipeline.parse("simplify"), parse(given.before));
    assertEquals(Map.of(), result.reports().getFirst().fired());
  }

  @Test
  void coversEveryRule() {
    assertEquals(
        Passes.rules().stream().map(Rule::name).toList(), cases().map(Case::rule).toList());
  }

  @Test
  void leavesReadsOfLinearStateWhereTheyAre() {
    String text =
        """
        halfbyte ir 1
        program "t" {
          state %0 "s": f32[4, 3]
          input %1 "x": f32[2, 3]
          input %2 "n": s32[]
          %3 = view(operand=%0, map=[3, 4] at [i1, i0]) : f32[3, 4]
          %4 = append(state=%0, value=%1, length=%2) : f32[4, 3]
          %5 = view(operand=%3, map=[4, 3] at [i1, i0]) : f32[4, 3]
          %6 = view(operand=%4, map=[4, 3] at [i0, i1]) : f32[4, 3]
          output "s" = %4
          output "before" = %5
          output "after" = %6
        }
        """;
    Program program = IrParser.parse(SourceFile.of("case", text), new TreeMap<>()).program();
    assertEquals(Rewriter.canonical(program), simplify(program).program());
  }

  private static PipelineResult simplify(Program program) {
    return new PipelineRunner(Passes.catalogue(), PipelineOptions.DEFAULT.verifying())
        .run(Pipeline.parse("simplify"), program);
  }

  private static Program parse(String body) {
    String text =
        """
        halfbyte ir 1
        program "t" {
          input %0 "x": f32[2, 3]
          input %1 "k": f32[2, 3]
          input %2 "i": s32[2, 3]
          input %3 "c": bool[2, 3]
        """
            + body
            + "}\n";
    Program program = IrParser.parse(SourceFile.of("case", text), new TreeMap<>()).program();
    return Rewriter.canonical(program);
  }

  /// Values that a careless rule gets wrong.
  private static Map<String, Tensor> arguments() {
    Shape shape = Shape.of(2, 3);
    return Map.of(
        "x",
        Tensor.ofFloats(shape, -0f, 0f, Float.NaN, Float.POSITIVE_INFINITY, Float.MIN_VALUE, -3.5f),
        "k",
        Tensor.ofFloats(shape, 0f, -0f, 1f, Float.NEGATIVE_INFINITY, -Float.MIN_VALUE, Float.NaN),
        "i",
        Tensor.ofInts(new TensorType(ElemType.S32, shape), 0, -1, 5, Integer.MIN_VALUE, 7, 8),
        "c",
        Tensor.ofInts(new TensorType(ElemType.BOOL, shape), 0, 1, 0, 1, 1, 0));
  }
}
