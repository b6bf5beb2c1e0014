package dev.halfbyte.conformance.subject;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.jvm.WorkerProgram;
import dev.halfbyte.backend.jvm.host.KernelRequests;
import dev.halfbyte.backend.jvm.runtime.Array;
import dev.halfbyte.source.CompilerBug;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whatever a generated class does, the worker says what it was and serves the next one.
class WorkerTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(500);
  private static final byte INPUT = 42;

  @TempDir Path scratch;

  @ParameterizedTest
  @CsvSource({
    "THROWS, ArithmeticException",
    "WRITES_BEHIND_OUTPUT, ArrayIndexOutOfBoundsException",
    "WRITES_INPUT, wrote to input from",
    "NO_VALID_CLASS, ClassFormatError",
  })
  void faultIsNamedAndTheNextProgramServed(FaultyClass fault, String what) throws Exception {
    try (HostServer worker = worker(LONG)) {
      assertServes(worker);
      CompilerBug bug = assertThrows(CompilerBug.class, () -> run(worker, fault));
      assertTrue(String.valueOf(bug.getMessage()).contains(what), bug::toString);
      assertServes(worker);
    }
  }

  @Test
  void lostProcessIsReplaced() throws Exception {
    try (HostServer worker = worker(LONG)) {
      HostFailure failure = assertThrows(HostFailure.class, () -> run(worker, FaultyClass.EXITS));
      assertTrue(String.valueOf(failure.getMessage()).startsWith("ended with status 3"));
      assertServes(worker);
    }
  }

  @Test
  void silenceEndsTheProcess() throws Exception {
    try (HostServer worker = worker(SHORT)) {
      HostFailure failure = assertThrows(HostFailure.class, () -> run(worker, FaultyClass.HANGS));
      assertTrue(String.valueOf(failure.getMessage()).contains("no answer within 500 ms"));
    }
  }

  @Test
  void workerHoldsNoClassOfTheCompiler() throws Exception {
    WorkerProgram.command(List.of(), scratch);
    try (JarFile jar = new JarFile(scratch.resolve("worker.jar").toFile())) {
      List<String> strangers =
          jar.stream()
              .map(entry -> entry.getName())
              .filter(name -> !name.matches("dev/halfbyte/backend/jvm/(host|runtime)/[^/]+"))
              .toList();
      assertTrue(strangers.isEmpty(), strangers::toString);
      assertFalse(jar.stream().findAny().isEmpty());
    }
  }

  private HostServer worker(Duration patience) throws Exception {
    return new HostServer(
        WorkerProgram.command(List.of("-XX:+UseSerialGC"), scratch),
        scratch.resolve("complaints.txt"),
        patience);
  }

  private static void assertServes(HostServer worker) throws Exception {
    assertArrayEquals(new byte[] {INPUT}, run(worker, FaultyClass.SOUND));
  }

  private static byte[] run(HostServer worker, FaultyClass fault) throws Exception {
    KernelRequests.loaded(worker.ask(fault.loadRequest()));
    Map<String, Array> inputs = Map.of("from", Array.of(new byte[] {INPUT}, 1));
    byte[] answer = worker.ask(KernelRequests.run(2, Map.of(), inputs));
    return KernelRequests.outputs(answer).getOrDefault("to", new byte[0]);
  }
}
