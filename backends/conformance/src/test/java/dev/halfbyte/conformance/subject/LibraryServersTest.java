package dev.halfbyte.conformance.subject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfbyte.backend.llvm.run.EmulatedHost;
import dev.halfbyte.backend.llvm.run.Host;
import dev.halfbyte.backend.llvm.run.Job;
import dev.halfbyte.backend.llvm.run.NativeHost;
import dev.halfbyte.backend.llvm.run.Surroundings;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Whatever a library does, the host says what it was and serves the next one.
class LibraryServersTest {
  private static final Duration SHORT = Duration.ofMillis(500);
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Surroundings SERIAL = Surroundings.plain(1);
  private static final Surroundings SHARED = Surroundings.plain(3);
  private static final Surroundings AT_END = new Surroundings(2, 0, true);
  private static final byte INPUT = 42;

  private static final LibraryServers SERVERS =
      new LibraryServers(new HostOptions(false, Duration.ofMinutes(1)));

  @AfterAll
  static void close() {
    SERVERS.close();
  }

  @ParameterizedTest(name = "{1} on {0}")
  @CsvSource({
    "X86_64, CRASHES, died of SIGSEGV",
    "X86_64, TRAPS, died of SIGILL",
    "X86_64, WRITES_BEHIND_OUTPUT, wrote beside argument 1",
    "X86_64, WRITES_BEFORE_OUTPUT, wrote beside argument 1",
    "X86_64, WRITES_BEHIND_WORKSPACE, wrote beside the workspace",
    "X86_64, WRITES_INPUT, 'wrote to argument 0, an input'",
    "X86_64, CHANGES_CONTROL_WORD, float control word",
    "X86_64, REFUSES, returned status 5",
    "AARCH64, CRASHES, died of SIGSEGV",
    "AARCH64, TRAPS, died of SIG",
    "AARCH64, WRITES_BEHIND_OUTPUT, wrote beside argument 1",
    "AARCH64, WRITES_BEFORE_OUTPUT, wrote beside argument 1",
    "AARCH64, WRITES_BEHIND_WORKSPACE, wrote beside the workspace",
    "AARCH64, WRITES_INPUT, 'wrote to argument 0, an input'",
    "AARCH64, CHANGES_CONTROL_WORD, float control word",
    "AARCH64, REFUSES, returned status 5",
  })
  void faultIsNamedAndTheNextProgramServed(IsaFamily family, FaultyLibrary fault, String what)
      throws InterruptedException {
    check(family, fault, SERIAL, what);
  }

  @ParameterizedTest
  @EnumSource(IsaFamily.class)
  void silenceEndsTheProcess(IsaFamily family) throws InterruptedException {
    try (LibraryServers servers = new LibraryServers(new HostOptions(false, SHORT))) {
      assertContains(servers, family, FaultyLibrary.HANGS, SERIAL, "no answer within 500 ms");
    }
  }

  @ParameterizedTest
  @EnumSource(IsaFamily.class)
  void accessBehindAPageEndsTheProcess(IsaFamily family) throws InterruptedException {
    check(family, FaultyLibrary.READS_BEHIND_INPUT, AT_END, "died of SIGSEGV");
  }

  @ParameterizedTest
  @EnumSource(IsaFamily.class)
  void controlWordOfEveryShareIsChecked(IsaFamily family) throws InterruptedException {
    check(family, FaultyLibrary.CHANGES_CONTROL_WORD_OF_A_SHARE, SHARED, "float control word");
  }

  @ParameterizedTest
  @EnumSource(IsaFamily.class)
  void isolatedProgramsHaveAProcessEach(IsaFamily family) throws InterruptedException {
    try (LibraryServers servers = new LibraryServers(new HostOptions(true, LONG))) {
      for (Surroundings around : List.of(SERIAL, SHARED, AT_END)) {
        assertServes(servers, family, around);
      }
    }
  }

  private static void check(IsaFamily family, FaultyLibrary fault, Surroundings around, String what)
      throws InterruptedException {
    assertServes(SERVERS, family, around);
    assertContains(SERVERS, family, fault, around, what);
    assertServes(SERVERS, family, around);
  }

  private static void assertContains(
      LibraryServers servers,
      IsaFamily family,
      FaultyLibrary fault,
      Surroundings around,
      String what)
      throws InterruptedException {
    LibraryServers.Ending ending = call(servers, family, fault, around);
    assertTrue(
        ending instanceof LibraryServers.Broken broken && broken.what().contains(what),
        () -> "expected `" + what + "`, was " + ending);
  }

  private static void assertServes(LibraryServers servers, IsaFamily family, Surroundings around)
      throws InterruptedException {
    switch (call(servers, family, FaultyLibrary.SOUND, around)) {
      case LibraryServers.Broken broken -> throw new AssertionError(broken.what());
      case LibraryServers.Done done -> {
        assertEquals(FaultyLibrary.SOUND.variant(), done.result().variant());
        assertEquals(INPUT, done.result().outputs().getFirst()[0]);
      }
    }
  }

  private static LibraryServers.Ending call(
      LibraryServers servers, IsaFamily family, FaultyLibrary library, Surroundings around)
      throws InterruptedException {
    IsaVariant least = IsaVariant.of(family).getFirst();
    Host host =
        switch (family) {
          case X86_64 -> new NativeHost(least, 1);
          case AARCH64 -> new EmulatedHost(least);
        };
    assumeTrue(host.unavailable().isEmpty() || !host.beyondProcessor(), "no such processor");
    Job job = new Job(least.featureBit(), List.of(), List.of(new byte[] {INPUT}), List.of(1L));
    return servers.call(host, "faulty", library.build(family), job, around);
  }
}
