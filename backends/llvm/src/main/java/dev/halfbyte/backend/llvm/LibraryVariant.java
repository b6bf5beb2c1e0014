package dev.halfbyte.backend.llvm;

import dev.halfbyte.backend.llvm.run.Host;
import dev.halfbyte.backend.llvm.run.Job;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.backend.Variant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/// One variant of a built library, run by a host process that knows only the C interface.
record LibraryVariant(IsaVariant variant, Host host) implements Variant {
  @Override
  public String name() {
    return variant.fullName();
  }

  @Override
  public Optional<String> unavailable() {
    return host.unavailable();
  }

  @Override
  public boolean beyondProcessor() {
    return host.beyondProcessor();
  }

  @Override
  public Execution run(
      SealedProgram program,
      Path artefact,
      SortedMap<String, Long> dims,
      SequencedMap<String, Tensor> inputs,
      Path scratch)
      throws IOException, InterruptedException {
    String kernel = program.program().name();
    Job job = LibraryCalls.job(variant, program.program(), dims, inputs);
    Job.Result result = host.run(kernel, artefact, List.of(job), scratch).getFirst();
    SortedMap<String, String> facts = new TreeMap<>();
    facts.put("variant", result.variant());
    facts.put("threads", Long.toString(host.surroundings().slots()));
    facts.put("weight_bytes", Long.toString(LibraryHeader.weightBytes(kernel, artefact)));
    facts.put("workspace_bytes", Long.toString(result.workspaceBytes()));
    if (result.nanoseconds() > 0) {
      facts.put("nanoseconds", Long.toString(result.nanoseconds()));
    }
    return new Execution(LibraryCalls.outputs(program.program(), dims, result), facts);
  }
}
