package dev.halfbyte.ir.backend;

import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/// How a search finds the schedule of a program that is fastest on this machine: what there is to
/// choose, and built programs that run in this process.
public interface Tuner {
  /// Why nothing can be measured here.
  Optional<String> unavailable();

  /// What is measured, e.g. `avx512vnni`; of a machine on which [#unavailable] is empty.
  String variant();

  /// Name of the processor.
  String processor();

  /// What the processor has.
  SortedSet<String> features();

  /// Predicted time of a run on one thread.
  ///
  /// @param dims that the prediction is for
  double predictedSeconds(
      SealedProgram program, SortedMap<String, String> options, SortedMap<String, Long> dims);

  /// Schedules that differ from `options` in one choice and give other code, those of the least
  /// predicted time first.
  ///
  /// @param dims that predictions are for
  List<Candidate> candidates(
      SealedProgram program, SortedMap<String, String> options, SortedMap<String, Long> dims);

  /// Builds the program and loads it into this process.
  Loaded load(SealedProgram program, SortedMap<String, String> options, Arguments inputs);

  /// A schedule to try.
  ///
  /// @param options of a build request that state it
  /// @param predictedSeconds of a run on one thread
  record Candidate(SortedMap<String, String> options, double predictedSeconds) {
    public Candidate {
      options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
    }
  }

  /// A program with its inputs; for one thread at a time.
  interface Loaded extends AutoCloseable {
    /// Runs it once.
    void run();

    /// What the last run gave.
    SequencedMap<String, Tensor> outputs();

    @Override
    void close();
  }
}
