package dev.halfbyte.conformance.fault;

import java.util.List;
import java.util.stream.Stream;

/// Mistakes in LLVM IR and in the leaves of each instruction set.
final class LlvmFaults {
  private static final String LLVM = "backends/llvm/src/main/java/dev/halfbyte/backend/llvm/";
  private static final String X86 = "x86_64";
  private static final String ARM = "aarch64";

  private LlvmFaults() {}

  static List<FaultClass> all() {
    return Stream.concat(code().stream(), leaves().stream()).toList();
  }

  private static FaultClass fault(String name, String models, String subject, Patch... patches) {
    return new FaultClass(name, Area.LLVM, models, subject, List.of(patches));
  }

  private static Patch in(String file, String find, String replacement) {
    return new Patch(LLVM + file + ".java", find, replacement);
  }

  private static List<FaultClass> code() {
    String expressions = "emit/ExpressionEmitter";
    return List.of(
        fault(
            "native-extension",
            "an unsigned element is read as a signed one, or the other way round",
            X86,
            in("emit/LlvmTypes", "case U8, U16, U32 -> \"zext\"", "case U8, U16, U32 -> \"sext\""),
            in("emit/LlvmTypes", "case I8, I16 -> \"sext\"", "case I8, I16 -> \"zext\"")),
        fault(
            "native-zeros",
            "the maximum of zeros of both signs is the left one",
            X86,
            in(expressions, "\"fcmp ogt\" : \"icmp sgt\";", "\"fcmp oge\" : \"icmp sgt\";")),
        fault(
            "native-infinity",
            "infinity is stored as NaN",
            X86,
            in(expressions, "icmp ugt i32 %s, %d", "icmp uge i32 %s, %d")),
        fault(
            "native-guard",
            "the first element inside the padding is taken for outside",
            X86,
            in(expressions, "icmp sge i64 %s, 0", "icmp sgt i64 %s, 0")),
        fault(
            "flushed-subnormals",
            "subnormal numbers are flushed to zero",
            X86,
            in("emit/FloatEnvironment", "X86_DEFAULT = 0x1f80", "X86_DEFAULT = 0x9fc0")),
        fault(
            "float-control",
            "the caller's float control word is not put back",
            X86,
            in(
                "emit/FloatEnvironment",
                "case X86_64 -> text.callVoid(\"llvm.x86.sse.ldmxcsr\", \"ptr \" + saved);",
                "case X86_64 -> text.comment(saved);")),
        fault(
            "constants-overlap",
            "a constant starts before the end of the one before",
            X86,
            in(
                "emit/WeightImage",
                "return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT",
                "return Math.max(ALIGNMENT, bytes / ALIGNMENT * ALIGNMENT)")),
        fault(
            "native-iteration",
            "every iteration of a scan is told the number of the outermost one",
            X86,
            in(
                "emit/StepCalls",
                "text.line(\"store i64 %s, ptr %s, align 8\".formatted(next, counter));\n"
                    + "    text.line(\"br label %\" + head);",
                "text.line(\"store i64 %s, ptr %s, align 8\".formatted(extent, counter));\n"
                    + "    text.line(\"br label %\" + head);")));
  }

  private static List<FaultClass> leaves() {
    return List.of(
        fault(
            "leaf-nibbles",
            "the two weights of a byte change places",
            X86,
            in("leaf/Nibbles", "return List.of(low, high)", "return List.of(high, low)"),
            in(
                "leaf/Nibbles",
                "List.of(low, signed(text, type, high))",
                "List.of(signed(text, type, high), low)")),
        fault(
            "leaf-nibble-sign",
            "the sign of the low weight of a byte is lost",
            X86,
            in(
                "leaf/Nibbles",
                "sub %s %s, splat (i8 8)\", type, raised",
                "sub %s %s, splat (i8 0)\", type, raised"),
            in("leaf/Nibbles", "splat (i8 -16)", "splat (i8 112)")),
        fault(
            "leaf-rows",
            "rows left over by a block of rows start one too late",
            X86,
            in("leaf/RowLoop", "icmp sle i64 %s, %s", "icmp slt i64 %s, %s")),
        fault(
            "leaf-depth",
            "the last step of the depth is left out",
            X86,
            in("leaf/CountedLoop", "icmp sle i64 %s, %s", "icmp slt i64 %s, %s")),
        fault(
            "leaf-groups",
            "the leaf takes the multipliers of the first columns for all columns of a group",
            X86,
            in(
                "leaf/GroupedTile",
                "VectorText.advance(text, base, columns.get(v))",
                "VectorText.advance(text, base, columns.get(0))")),
        fault(
            "leaf-float-columns",
            "the leaf for floats takes the first weights for all vectors of a step",
            X86,
            in(
                "leaf/FloatLeaf",
                "load(step, column + v * registers.lanes())",
                "load(step, column)")),
        fault(
            "leaf-scale",
            "sums of scaled weights are not scaled back",
            X86,
            in("leaf/VnniDot", "packed() && !kind.deep() ?", "false ?")),
        fault(
            "leaf-activation-sign",
            "unsigned activations are widened as signed ones",
            X86,
            in(
                "leaf/Avx2ByteDot",
                "zext <4 x i8> %s to <4 x i16>",
                "sext <4 x i8> %s to <4 x i16>")),
        fault(
            "leaf-narrow-sum",
            "products are added up in 16 bits for too long",
            X86,
            in(
                "leaf/Avx2NibbleDot",
                "Short.MAX_VALUE / LARGEST_PAIR",
                "4 * Short.MAX_VALUE / LARGEST_PAIR")),
        fault(
            "neon-halves",
            "both halves of a vector of weights are the first one",
            ARM,
            in(
                "leaf/NeonDot",
                "VectorText.half(text, vector, first)",
                "VectorText.half(text, vector, 0)")),
        fault(
            "neon-narrow-sum",
            "products are added up in 16 bits for too long",
            ARM,
            in("leaf/NeonDot", "small ? together() : 1", "small ? 16 * together() : 1"),
            in("leaf/NeonDot", "small ? together() : 1", "together()")),
        fault(
            "sdot-columns",
            "the two vectors of columns of a group change places",
            ARM,
            in(
                "leaf/SdotDot",
                "List.of(2 * group * LANES, (2 * group + 1) * LANES)",
                "List.of((2 * group + 1) * LANES, 2 * group * LANES)")),
        fault(
            "sdot-row-sum",
            "too little is taken out of the products of a single row",
            ARM,
            in("leaf/SdotSingleRow", "shl i32 %s, 3", "shl i32 %s, 2")),
        fault(
            "spread-panel",
            "the first panel that was unpacked serves for all",
            ARM,
            in("leaf/LeafEmitter", "icmp eq ptr %s, %%weights", "icmp ne ptr %s, null")),
        fault(
            "smmla-rows",
            "the rows of a pair change places",
            ARM,
            in("leaf/SpreadPairs", "row % 2 == 0 ?", "row % 2 != 0 ?")),
        fault(
            "neon-neighbours",
            "a sum takes the neighbour of another lane",
            ARM,
            in("leaf/VectorText", "(2 * i + phase)", "(2 * i + (i == 0 ? 0 : phase))")));
  }
}
