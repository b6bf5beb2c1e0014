package dev.halfbyte.conformance.subject;

import dev.halfbyte.conformance.trial.Trial;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// A way to execute programs: opened once, asked for many programs, closed at the end.
///
/// An instance is used by one thread. It draws everything that must not matter (threads, tiles,
/// fusion, stalls) from the trial's variation, so that a trial repeats.
public interface Subject extends AutoCloseable {
  /// Name as typed after `--targets`, e.g. `jvm`, `x86_64`, `rtl`.
  String name();

  /// Why this machine cannot run it, with the command that mends it.
  Optional<String> unavailable();

  /// True when [#unavailable] is a matter of the processor, which no installation can mend.
  default boolean beyondProcessor() {
    return false;
  }

  /// Executions that this machine cannot run, each with the reason, where it can run others.
  default List<String> leftOut() {
    return List.of();
  }

  /// Tells which trials [#run] is about to get, so that work for them can be shared.
  default void prepare(List<Trial> trials) {}

  /// Executes the trial in one or several ways.
  ///
  /// @return outcomes by execution, e.g. `x86_64-avx2` and `x86_64-avx512vnni` of one build; never
  ///   throws for a fault of the code under test, which is [Outcome.Broken]
  SequencedMap<String, Outcome> run(Trial trial) throws InterruptedException;

  /// Ends the processes that this subject started.
  @Override
  void close();
}
