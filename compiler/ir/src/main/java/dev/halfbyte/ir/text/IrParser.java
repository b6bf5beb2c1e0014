package dev.halfbyte.ir.text;

import dev.halfbyte.ir.IrCode;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticCollector;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import java.util.SortedMap;

/// Reads the text form of a program.
///
/// The result is well-formed text, not yet a well-formed program: that is
/// [dev.halfbyte.ir.verify.Verifier]'s word.
public final class IrParser {
  /// Longest text in UTF-16 units.
  public static final int MAX_LENGTH = 1 << 26;

  private static final int MAX_DIAGNOSTICS = 20;

  private IrParser() {}

  /// @param pool data of large constants by [Tensor#digest], as made by [IrPrinter#pool]
  /// @throws DiagnosticException with all faults of the text, at most 20
  public static ParsedProgram parse(SourceFile source, SortedMap<String, Tensor> pool) {
    return parse(source, ConstantPool.of(pool));
  }

  /// @throws DiagnosticException with all faults of the text, at most 20
  public static ParsedProgram parse(SourceFile source, ConstantPool pool) {
    if (source.text().length() > MAX_LENGTH) {
      throw new DiagnosticException(
          Diagnostic.error(
              IrCode.TOO_LARGE, source.name() + " is longer than " + MAX_LENGTH + " characters"));
    }
    DiagnosticCollector faults = new DiagnosticCollector(MAX_DIAGNOSTICS);
    ProgramReader reader = new ProgramReader(source, pool, faults);
    try {
      header(reader.cursor());
      ParsedProgram parsed = reader.program();
      if (!reader.cursor().atEnd()) {
        throw reader.cursor().expected("the end of the text");
      }
      if (!faults.hasErrors()) {
        return parsed;
      }
    } catch (DiagnosticException e) {
      e.diagnostics().forEach(faults::report);
    }
    throw new DiagnosticException(faults.diagnostics());
  }

  private static void header(TextCursor in) {
    in.expectWord("halfbyte");
    in.expectWord("ir");
    int start = in.here();
    long version = in.integer();
    if (version != IrPrinter.FORMAT_VERSION) {
      throw in.fault(
          IrCode.VERSION,
          start,
          "format " + version + "; this compiler reads format " + IrPrinter.FORMAT_VERSION);
    }
  }
}
