package dev.halfbyte.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.IrCode;
import dev.halfbyte.ir.RunCode;
import dev.halfbyte.ir.op.OpSchema;
import dev.halfbyte.ir.op.SugarOp;
import dev.halfbyte.ir.scan.ScanCode;
import dev.halfbyte.ir.text.IrParser;
import dev.halfbyte.ir.text.IrPrinter;
import dev.halfbyte.ir.text.OpSignature;
import dev.halfbyte.ir.text.ParsedProgram;
import dev.halfbyte.ir.verify.Check;
import dev.halfbyte.ir.verify.Stage;
import dev.halfbyte.ir.verify.Verifier;
import dev.halfbyte.source.DiagnosticCode;
import dev.halfbyte.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// compiler/docs/ir.md says what the code says.
final class IrDocumentTest {
  private static final Path ROOT = Path.of(System.getProperty("halfbyte.root"));
  private static final Path DOCUMENT = ROOT.resolve("compiler/docs/ir.md");
  private static final Path OPS = ROOT.resolve("compiler/ir/src/main/java/dev/halfbyte/ir/op");

  @Test
  void theOpTableIsTheRecords() throws IOException {
    StringBuilder table = new StringBuilder("| op | family | meaning |\n|---|---|---|\n");
    for (OpSchema schema : OpSchema.all().values()) {
      String signature = OpSignature.of(schema).replace("|", "\\|");
      table.append("| `%s` | %s | %s |\n".formatted(signature, family(schema), purpose(schema)));
    }
    GoldenFiles.assertSection(DOCUMENT, "ops", table.toString());
  }

  private static String family(OpSchema schema) {
    return SugarOp.class.isAssignableFrom(schema.type())
        ? "sugar"
        : schema.type().getInterfaces()[0].getSimpleName().toLowerCase(Locale.ROOT);
  }

  /// The first sentence of the record's documentation.
  private static String purpose(OpSchema schema) throws IOException {
    String source = Files.readString(OPS.resolve(schema.type().getSimpleName() + ".java"));
    Matcher matcher =
        Pattern.compile(
                "((?:^/// ?.*\n)+)public record " + schema.type().getSimpleName(),
                Pattern.MULTILINE)
            .matcher(source);
    assertTrue(matcher.find(), schema.mnemonic() + " has no documentation");
    String text = matcher.group(1).replaceAll("(?m)^/// ?", "").strip();
    String first = text.split("\n\n", 2)[0].replace('\n', ' ');
    Matcher sentence = Pattern.compile("^(.*?\\.)(?: [A-Z`].*)?$").matcher(first);
    String purpose = sentence.matches() ? sentence.group(1) : first;
    return purpose.replaceAll("\\[([A-Za-z]+)]", "`$1`").replace("|", "\\|");
  }

  @Test
  void theCheckTableIsTheEnum() {
    GoldenFiles.assertSection(DOCUMENT, "checks", codes(Stream.of(Check.values())));
  }

  @Test
  void theCodeTableIsTheEnums() {
    GoldenFiles.assertSection(
        DOCUMENT,
        "codes",
        codes(
            Stream.<DiagnosticCode[]>of(IrCode.values(), RunCode.values(), ScanCode.values())
                .flatMap(Stream::of)));
  }

  private static String codes(Stream<? extends DiagnosticCode> codes) {
    StringBuilder table = new StringBuilder("| code | meaning |\n|---|---|\n");
    codes.forEach(code -> table.append("| %s | %s |\n".formatted(code.code(), code.title())));
    return table.toString();
  }

  @Test
  void everyExampleIsCanonicalAndWellFormed() throws IOException {
    Matcher blocks =
        Pattern.compile("```ir\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(DOCUMENT));
    List<String> examples = new ArrayList<>();
    while (blocks.find()) {
      examples.add(blocks.group(1));
    }
    assertTrue(!examples.isEmpty(), "the document shows an example");
    for (String example : examples) {
      ParsedProgram parsed =
          IrParser.parse(SourceFile.of(DOCUMENT.toString(), example), new TreeMap<>());
      Verifier.diagnose(parsed, Stage.SEALED_INTEGER);
      assertEquals(example, IrPrinter.print(parsed.program()));
    }
  }
}
