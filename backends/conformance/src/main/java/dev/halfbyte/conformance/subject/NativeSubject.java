package dev.halfbyte.conformance.subject;

import dev.halfbyte.backend.llvm.LibraryCalls;
import dev.halfbyte.backend.llvm.run.EmulatedHost;
import dev.halfbyte.backend.llvm.run.Host;
import dev.halfbyte.backend.llvm.run.Job;
import dev.halfbyte.backend.llvm.run.NativeHost;
import dev.halfbyte.backend.llvm.run.Surroundings;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.conformance.trial.Trial;
import dev.halfbyte.ir.Program;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.testkit.Choices;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// One library for an instruction set family, called once for each of its variants by a process
/// that knows only the C interface.
///
/// Drawn from the variation: slots, what buffers hold before the call and where they lie, and what
/// [LibraryBuilder] varies.
public final class NativeSubject implements Subject {
  private static final int MOST_SLOTS = 5;
  private static final List<Integer> FILLS = List.of(0xa5, 0x00, 0xff, 0x7f);

  private final IsaFamily family;
  private final List<Host> hosts;
  private final Optional<String> unavailable;
  private final boolean beyondProcessor;
  private final List<String> leftOut;
  private final LibraryBuilder builder;
  private final LibraryServers servers;

  /// @param family what to build libraries for
  public NativeSubject(IsaFamily family, HostOptions options) {
    this.family = family;
    List<Host> hosts = IsaVariant.of(family).stream().map(NativeSubject::host).toList();
    this.hosts = hosts.stream().filter(host -> host.unavailable().isEmpty()).toList();
    this.unavailable = this.hosts.isEmpty() ? hosts.getFirst().unavailable() : Optional.empty();
    this.beyondProcessor = hosts.stream().allMatch(Host::beyondProcessor);
    this.leftOut =
        hosts.stream()
            .filter(host -> host.unavailable().isPresent())
            .map(host -> host.variant().fullName() + ": " + host.unavailable().orElseThrow())
            .toList();
    // What no host here can call is not built either.
    List<IsaVariant> runnable = this.hosts.stream().map(Host::variant).toList();
    this.builder =
        new LibraryBuilder(family, runnable.isEmpty() ? IsaVariant.of(family) : runnable);
    this.servers = new LibraryServers(options);
  }

  @Override
  public String name() {
    return family.targetName();
  }

  @Override
  public Optional<String> unavailable() {
    return unavailable;
  }

  @Override
  public boolean beyondProcessor() {
    return beyondProcessor;
  }

  @Override
  public List<String> leftOut() {
    return leftOut;
  }

  @Override
  public void prepare(List<Trial> trials) {
    builder.prepare(trials);
  }

  @Override
  public SequencedMap<String, Outcome> run(Trial trial) throws InterruptedException {
    SequencedMap<String, Outcome> outcomes = new LinkedHashMap<>();
    try {
      LibraryBuilder.Built built = builder.build(trial);
      Choices choices = built.choices();
      for (Host host : hosts) {
        Surroundings around =
            new Surroundings(
                choices.between(1, MOST_SLOTS), choices.pick(FILLS), choices.below(2) == 1);
        outcomes.put(host.variant().fullName(), run(trial, host, built, around));
      }
    } catch (DiagnosticException refusal) {
      outcomes.put(name(), Refusals.outcome(refusal));
    } catch (RuntimeException | LinkageError fault) {
      outcomes.put(name(), Refusals.broken(fault));
    }
    return outcomes;
  }

  private Outcome run(Trial trial, Host host, LibraryBuilder.Built built, Surroundings around)
      throws InterruptedException {
    IsaVariant variant = host.variant();
    Program program = trial.program().program();
    var dims = trial.arguments().dims();
    Job job = LibraryCalls.job(variant, program, dims, trial.arguments().tensors());
    return switch (servers.call(host, built.kernel(), built.library(), job, around)) {
      case LibraryServers.Broken broken -> new Outcome.Broken(broken.what() + "; " + around);
      case LibraryServers.Done done ->
          done.result().variant().equals(variant.label())
              ? new Outcome.Outputs(LibraryCalls.outputs(program, dims, done.result()))
              : new Outcome.Broken("variant " + done.result().variant() + " ran");
    };
  }

  private static Host host(IsaVariant variant) {
    return switch (variant.family()) {
      case X86_64 -> new NativeHost(variant, 1);
      case AARCH64 -> new EmulatedHost(variant);
    };
  }

  @Override
  public void close() {
    servers.close();
  }
}
