package dev.halfbyte.conformance.subject;

import dev.halfbyte.backend.jvm.JvmTarget;
import dev.halfbyte.backend.jvm.WorkerKernel;
import dev.halfbyte.backend.jvm.WorkerProgram;
import dev.halfbyte.backend.jvm.host.KernelRequests;
import dev.halfbyte.backend.jvm.runtime.LeafChoice;
import dev.halfbyte.conformance.trial.Trial;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.source.CompilerBug;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.testkit.Choices;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// Bytecode, run by a process that holds no class of the compiler: on one slot, on several, at
/// times of other tiles and fusion, at times compiled by C2 before its first run.
public final class JvmSubject implements Subject {
  /// As typed after `--targets`.
  public static final String NAME = "jvm";

  private static final int MOST_SLOTS = 5;
  private static final int ALTERED = 4;
  private static final int OPTIMISED = 32;
  private static final int FORCED = 4;
  private static final List<String> USUAL = List.of("-XX:+UseSerialGC", "-Xshare:auto");

  /// Methods of kernels are compiled before they run, by the optimising compiler.
  private static final List<String> EAGER =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:-TieredCompilation",
          "-Xcomp",
          "-XX:CompileCommand=quiet",
          "-XX:CompileCommand=compileonly,halfbyte*::*",
          "-XX:CompileCommand=compileonly,dev.halfbyte.backend.jvm.runtime.ScalarTiles::*",
          "-XX:CompileCommand=compileonly,dev.halfbyte.backend.jvm.runtime.FloatTiles::*",
          "-XX:CompileCommand=compileonly,dev.halfbyte.backend.jvm.runtime.DoubleTiles::*",
          "-XX:CompileCommand=compileonly,dev.halfbyte.backend.jvm.runtime.SerialTiles::*");

  /// How a process multiplies matrices, other than by choice.
  private static final List<String> LEAVES = List.of("scalar", "vector");

  private final HostOptions options;
  private final ScratchFolder scratch = new ScratchFolder("halfbyte-worker");
  private Optional<HostServer> usual = Optional.empty();
  private Optional<HostServer> eager = Optional.empty();
  private final Map<String, HostServer> forced = new HashMap<>();

  /// Starts its processes when they are needed.
  public JvmSubject(HostOptions options) {
    this.options = options;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<String> unavailable() {
    return Optional.empty();
  }

  @Override
  public SequencedMap<String, Outcome> run(Trial trial) throws InterruptedException {
    SequencedMap<String, Outcome> outcomes = new LinkedHashMap<>();
    Choices choices = trial.variation().of(NAME);
    int slots = choices.between(2, MOST_SLOTS);
    try {
      WorkerKernel kernel = WorkerKernel.compile(trial.program(), JvmTarget.FACTS);
      run(trial, kernel, usual(), List.of(NAME, NAME + "-slots"), List.of(1, slots), outcomes);
      if (choices.oneIn(OPTIMISED)) {
        run(trial, kernel, eager(), List.of(NAME + "-c2"), List.of(1), outcomes);
      }
      if (choices.oneIn(FORCED)) {
        String leaf = choices.pick(LEAVES);
        run(trial, kernel, forced(leaf), List.of(NAME + "-" + leaf), List.of(1), outcomes);
      }
      if (choices.oneIn(ALTERED)) {
        TargetFacts facts = FactsVariation.draw(JvmTarget.FACTS, FactsVariation.JVM, choices);
        WorkerKernel altered = WorkerKernel.compile(trial.program(), facts);
        run(trial, altered, usual(), List.of(NAME + "-altered"), List.of(slots), outcomes);
      }
    } catch (DiagnosticException refusal) {
      outcomes.put(NAME, Refusals.outcome(refusal));
    } catch (RuntimeException | LinkageError fault) {
      outcomes.put(NAME, Refusals.broken(fault));
    }
    return outcomes;
  }

  /// Loads `kernel` and runs it under each of `names` on so many slots.
  private void run(
      Trial trial,
      WorkerKernel kernel,
      HostServer server,
      List<String> names,
      List<Integer> slots,
      SequencedMap<String, Outcome> outcomes)
      throws InterruptedException {
    String current = names.getFirst();
    try {
      KernelRequests.loaded(server.ask(kernel.loadRequest()));
      for (int i = 0; i < names.size(); i++) {
        current = names.get(i);
        byte[] answer = server.ask(kernel.runRequest(trial.arguments(), slots.get(i)));
        outcomes.put(current, new Outcome.Outputs(kernel.outputs(trial.arguments(), answer)));
      }
    } catch (HostFailure | CompilerBug fault) {
      outcomes.put(current, new Outcome.Broken(String.valueOf(fault.getMessage())));
    } finally {
      if (options.isolate()) {
        server.stop();
      }
    }
  }

  private HostServer usual() {
    usual = usual.or(() -> Optional.of(server(USUAL, "usual.txt")));
    return usual.orElseThrow();
  }

  private HostServer eager() {
    eager = eager.or(() -> Optional.of(server(EAGER, "eager.txt")));
    return eager.orElseThrow();
  }

  /// At most 256 bits to a vector: lanes change no bit.
  private HostServer forced(String leaf) {
    List<String> launcher = new ArrayList<>(USUAL);
    launcher.add("-D" + LeafChoice.PROPERTY + "=" + leaf);
    launcher.addAll(List.of("-XX:+IgnoreUnrecognizedVMOptions", "-XX:UseAVX=2"));
    return forced.computeIfAbsent(leaf, l -> server(launcher, l + ".txt"));
  }

  private HostServer server(List<String> launcher, String complaints) {
    try {
      return new HostServer(
          WorkerProgram.command(launcher, scratch.path()),
          scratch.path().resolve(complaints),
          options.patience());
    } catch (IOException e) {
      throw new CompilerBug("cannot write the worker's jar", e);
    }
  }

  @Override
  public void close() {
    usual.ifPresent(HostServer::close);
    eager.ifPresent(HostServer::close);
    forced.values().forEach(HostServer::close);
    scratch.close();
  }
}
