package dev.halfbyte.backend.jvm;

import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.backend.Backend;
import dev.halfbyte.ir.backend.BuildRequest;
import dev.halfbyte.ir.backend.BuildResult;
import dev.halfbyte.ir.backend.GeneratedFile;
import dev.halfbyte.ir.backend.Variant;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.lower.LoopLowering;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.List;

/// Target `jvm`: `NAME.jar`, which runs alone on Java 21 or later.
public final class JvmBackend implements Backend {
  private static final String TARGET = "jvm";

  @Override
  public List<String> targets() {
    return List.of(TARGET);
  }

  @Override
  public BuildResult build(SealedProgram program, BuildRequest request) {
    if (!request.options().isEmpty()) {
      throw new DiagnosticException(
          Diagnostic.error(
                  JvmCode.UNKNOWN_OPTION,
                  "target `jvm` has no option `" + request.options().firstKey() + "`")
              .help("it takes none"));
    }
    LoopProgram loops = LoopLowering.lower(program, JvmTarget.FACTS);
    String name = loops.name();
    CompiledKernel kernel = KernelCompiler.compile(loops, "halfbyte/" + name + "/Code");
    List<String> notes = new ArrayList<>();
    notes.add(
        "jvm: " + loops.stages().size() + " stages, Java 21 class files, no other jar needed");
    loops.stages().stream().map(Stage::origin).forEach(origin -> notes.add("stage: " + origin));
    return new BuildResult(
        List.of(new GeneratedFile(name + ".jar", JarWriter.write(kernel), false)), notes);
  }

  @Override
  public List<Variant> variants(String target) {
    return List.of(new JarVariant());
  }
}
