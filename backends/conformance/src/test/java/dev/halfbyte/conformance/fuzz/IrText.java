package dev.halfbyte.conformance.fuzz;

import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.text.IrParser;
import dev.halfbyte.ir.text.IrPrinter;
import dev.halfbyte.ir.text.ParsedProgram;
import dev.halfbyte.ir.verify.Stage;
import dev.halfbyte.ir.verify.Verifier;
import dev.halfbyte.source.SourceFile;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// IR text through parser, verifier, passes, interpreter and JVM.
///
/// Laws: what parses prints and parses to itself; what the verifier accepts runs, or ends in a
/// diagnostic, with the same bits everywhere.
public final class IrText {
  private IrText() {}

  /// Entry of the fuzzer.
  public static void fuzzerTestOneInput(byte[] input) {
    SourceFile source = SourceFile.of("fuzz.ir", Law.text(input));
    Law.accepted(() -> IrParser.parse(source, new TreeMap<>())).ifPresent(IrText::parsed);
  }

  private static void parsed(ParsedProgram parsed) {
    Program program = parsed.program();
    SourceFile printed = SourceFile.of("printed.ir", IrPrinter.print(program));
    Law.equal(
        program, IrParser.parse(printed, IrPrinter.pool(program)).program(), "parse(print(p)) = p");
    Law.accepted(() -> sound(parsed)).ifPresent(IrText::run);
  }

  private static Program sound(ParsedProgram parsed) {
    Verifier.diagnose(parsed, Stage.GRAPH);
    return parsed.program();
  }

  private static void run(Program program) {
    SortedMap<String, Long> dims = Sample.dims(program);
    if (Work.isSmall(program, dims)) {
      Optional<Arguments> arguments = Law.accepted(() -> Sample.arguments(program, dims));
      arguments.ifPresent(given -> Executions.agree(program, given));
    }
  }
}
