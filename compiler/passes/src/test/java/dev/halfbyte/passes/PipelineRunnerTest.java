package dev.halfbyte.passes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Gelu;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.ir.text.IrParser;
import dev.halfbyte.ir.text.Sealer;
import dev.halfbyte.passes.rewrite.Rewriter;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineRunnerTest {
  private static final TensorType VECTOR = new TensorType(ElemType.F32, Shape.of(4));

  /// `-(-(-(-x)))`, `gelu(x)` twice, and something dead.
  private static Program program() {
    ProgramBuilder builder = new ProgramBuilder("p");
    Value x = builder.parameter("x", VECTOR, Parameter.Kind.INPUT);
    Value y = x;
    for (int i = 0; i < 4; i++) {
      y = builder.add(new Unary(Unary.Kind.NEG, y));
    }
    Value g = builder.add(new Gelu(y));
    Value again = builder.add(new Gelu(y));
    builder.add(new Unary(Unary.Kind.EXP, x));
    return builder.output("r", builder.binary(Binary.Kind.ADD, g, again)).build();
  }

  private static PipelineResult run(String pipeline, PipelineOptions options) {
    return new PipelineRunner(Passes.catalogue(), options).run(Pipeline.parse(pipeline), program());
  }

  @Test
  void fixRepeatsUntilNothingChanges() {
    PipelineResult result = run("fix(simplify,cse)", PipelineOptions.DEFAULT.verifying());
    assertEquals(2, result.program().nodes().size());
    List<PassReport> reports = result.reports();
    assertFalse(reports.getLast().changed());
    assertFalse(reports.get(reports.size() - 2).changed());
    assertTrue(reports.getFirst().changed());
  }

  @Test
  void changedIsComparedNotClaimed() {
    Pass liar = new NamedPass("liar", program -> Rewriter.canonical(program));
    PassCatalogue catalogue = Passes.catalogue().plus(List.of(PassCatalogue.Entry.of(liar)));
    PipelineResult result =
        new PipelineRunner(catalogue, PipelineOptions.DEFAULT)
            .run(Pipeline.parse("liar"), program());
    assertFalse(result.reports().getFirst().changed());
  }

  @Test
  void sealGivesTheHashOfTheCoreProgram() {
    PipelineResult result = run("seal", PipelineOptions.DEFAULT);
    assertEquals(
        Sealer.seal(new CoreProgram(result.program())).hash(),
        result.sealed().orElseThrow().hash());
    assertEquals(Optional.empty(), run("validate", PipelineOptions.DEFAULT).sealed());
  }

  @Test
  void bisectLimitStopsAfterSoManyRewrites() {
    long all = total(run("fix(simplify,cse)", PipelineOptions.DEFAULT));
    for (long limit = 0; limit <= all; limit++) {
      PipelineResult result = run("fix(simplify,cse)", PipelineOptions.DEFAULT.bisecting(limit));
      assertEquals(limit, total(result));
    }
    assertEquals(
        Rewriter.canonical(program()),
        run("fix(simplify,cse)", PipelineOptions.DEFAULT.bisecting(0)).program());
  }

  private static long total(PipelineResult result) {
    return result.reports().stream()
        .flatMap(r -> r.fired().values().stream())
        .mapToLong(Long::longValue)
        .sum();
  }

  @Test
  void dumpsCanBeFedBack(@TempDir Path folder) throws IOException {
    PipelineResult result =
        run("simplify,expand,cse", PipelineOptions.DEFAULT.dumpingTo(folder.resolve("d")));
    Path dumps = folder.resolve("d");
    try (Stream<Path> files = Files.list(dumps)) {
      assertEquals(
          List.of(
              "00-input.ir", "01-simplify.ir", "02-expand.ir", "03-cse.ir", "index.tsv", "pool"),
          files.map(f -> f.getFileName().toString()).sorted().toList());
    }
    SortedMap<String, Tensor> pool = new TreeMap<>();
    String text = Files.readString(dumps.resolve("03-cse.ir"));
    assertEquals(
        result.program(), IrParser.parse(SourceFile.of("03-cse.ir", text), pool).program());
    List<String> index = Files.readAllLines(dumps.resolve("index.tsv"));
    assertEquals(PassReport.HEADER, index.getFirst());
    assertEquals(4, index.size());
    assertTrue(index.get(1).startsWith("1\tsimplify\ttrue\t"), index.get(1));
  }

  @Test
  void writesTheIndexWhenAPassFails(@TempDir Path folder) {
    Pass failing =
        new NamedPass(
            "failing",
            _ -> {
              throw new DiagnosticException(Diagnostic.error(PassCode.NO_FIXPOINT, "as planned"));
            });
    PassCatalogue catalogue = Passes.catalogue().plus(List.of(PassCatalogue.Entry.of(failing)));
    PipelineRunner runner =
        new PipelineRunner(catalogue, PipelineOptions.DEFAULT.dumpingTo(folder));
    Pipeline pipeline = Pipeline.parse("simplify,failing");
    assertThrows(DiagnosticException.class, () -> runner.run(pipeline, program()));
    assertTrue(Files.exists(folder.resolve("index.tsv")));
    assertTrue(Files.exists(folder.resolve("01-simplify.ir")));
  }

  @Test
  void saysWhichFolderCannotBeWritten(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "taken");
    Diagnostic fault = fault(() -> run("simplify", PipelineOptions.DEFAULT.dumpingTo(file)));
    assertEquals(PassCode.DUMP, fault.code());
    assertTrue(fault.message().contains(file.toString()), fault.message());
  }

  @Test
  void namesUnknownPassesBeforeRunningAny() {
    Diagnostic fault = fault(() -> run("simplify,simplfy", PipelineOptions.DEFAULT));
    assertEquals(PassCode.UNKNOWN_PASS, fault.code());
    assertEquals(Optional.of("did you mean `simplify`?"), fault.help());
  }

  @Test
  void refusesArgumentsOfPassesWithoutAny() {
    assertEquals(
        PassCode.PASS_ARGUMENTS,
        fault(() -> run("simplify(hard)", PipelineOptions.DEFAULT)).code());
  }

  @Test
  void refusesUnknownRules() {
    PipelineOptions options =
        new PipelineOptions(Optional.empty(), 1, new TreeSet<>(List.of("neg-negg")), false);
    Diagnostic fault = fault(() -> run("simplify", options));
    assertEquals(PassCode.UNKNOWN_RULE, fault.code());
    assertEquals(Optional.of("did you mean `neg-neg`?"), fault.help());
  }

  @Test
  void refusesNumericPassesAfterSeal() {
    Pass numeric = new NamedPass("round", program -> program, Pass.Kind.NUMERIC);
    PassCatalogue catalogue = Passes.catalogue().plus(List.of(PassCatalogue.Entry.of(numeric)));
    PipelineRunner runner = new PipelineRunner(catalogue, PipelineOptions.DEFAULT);
    Diagnostic fault = fault(() -> runner.run(Pipeline.parse("round,seal,fix(round)"), program()));
    assertEquals(PassCode.NUMERIC_AFTER_SEAL, fault.code());
  }

  @Test
  void givesUpOnPassesThatNeverSettle() {
    Pass restless =
        new NamedPass(
            "restless",
            program ->
                new Program(
                    program.name(),
                    program.dims(),
                    program.parameters(),
                    program.constants(),
                    renamed(program.nodes()),
                    program.outputs()));
    PassCatalogue catalogue = Passes.catalogue().plus(List.of(PassCatalogue.Entry.of(restless)));
    PipelineRunner runner = new PipelineRunner(catalogue, PipelineOptions.DEFAULT);
    assertEquals(
        PassCode.NO_FIXPOINT,
        fault(() -> runner.run(Pipeline.parse("fix(restless)"), program())).code());
  }

  private static List<Node> renamed(List<Node> nodes) {
    return nodes.stream()
        .map(n -> new Node(n.results(), n.op(), Optional.of(n.path().orElse("") + "a"), n.origin()))
        .toList();
  }

  private static Diagnostic fault(Runnable action) {
    DiagnosticException thrown = assertThrows(DiagnosticException.class, action::run);
    return thrown.diagnostics().getFirst();
  }
}
