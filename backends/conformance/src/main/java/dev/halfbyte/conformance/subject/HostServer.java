package dev.halfbyte.conformance.subject;

import dev.halfbyte.source.CompilerBug;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A process that answers one request after another; started when it is needed, and once more after
/// it died or was killed for keeping silent.
///
/// Requests and answers are frames: a 64-bit little-endian count, then so many bytes.
final class HostServer implements AutoCloseable {
  /// Status of a process that ended by signal `n` is `SIGNALLED + n`.
  private static final int SIGNALLED = 128;

  private static final Map<Integer, String> SIGNALS =
      Map.of(
          4, "SIGILL", 5, "SIGTRAP", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9, "SIGKILL", 11,
          "SIGSEGV");

  private final List<String> command;
  private final Path complaints;
  private final Duration patience;
  private final ExecutorService exchanges = Executors.newSingleThreadExecutor(daemons());
  private Optional<Running> running = Optional.empty();

  /// @param complaints file for what the process writes to standard error
  /// @param patience how long an answer may take
  HostServer(List<String> command, Path complaints, Duration patience) {
    this.command = List.copyOf(command);
    this.complaints = complaints;
    this.patience = patience;
  }

  private record Running(Process process, OutputStream requests, DataInputStream answers) {}

  /// The answer to `request`.
  ///
  /// @throws HostFailure when the process ended instead, or took too long and was killed
  byte[] ask(byte[] request) throws HostFailure, InterruptedException {
    Running host = started();
    Future<byte[]> answer = exchanges.submit(() -> exchange(host, request));
    boolean answered = false;
    try {
      byte[] bytes = answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      answered = true;
      return bytes;
    } catch (TimeoutException e) {
      throw new HostFailure("no answer within " + patience.toMillis() + " ms");
    } catch (ExecutionException e) {
      throw new HostFailure(ending(host.process()));
    } finally {
      if (!answered) {
        stop();
      }
    }
  }

  private static byte[] exchange(Running host, byte[] request) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    host.requests().write(head.putLong(0, request.length).array());
    host.requests().write(request);
    host.requests().flush();
    byte[] count = host.answers().readNBytes(Long.BYTES);
    if (count.length < Long.BYTES) {
      throw new EOFException();
    }
    long bytes = ByteBuffer.wrap(count).order(ByteOrder.LITTLE_ENDIAN).getLong();
    byte[] answer = new byte[Math.toIntExact(bytes)];
    host.answers().readFully(answer);
    return answer;
  }

  private Running started() {
    if (running.isEmpty()) {
      try {
        Process process = new ProcessBuilder(command).redirectError(complaints.toFile()).start();
        running =
            Optional.of(
                new Running(
                    process,
                    new BufferedOutputStream(process.getOutputStream()),
                    new DataInputStream(process.getInputStream())));
      } catch (IOException e) {
        throw new CompilerBug("cannot start " + command, e);
      }
    }
    return running.orElseThrow();
  }

  /// How a process ended whose answers ended.
  private String ending(Process process) throws InterruptedException {
    if (!process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      return "closed its output and stayed";
    }
    int status = process.exitValue();
    String how =
        status > SIGNALLED
            ? "died of "
                + SIGNALS.getOrDefault(status - SIGNALLED, "signal " + (status - SIGNALLED))
            : "ended with status " + status;
    return (how + " " + complaint()).strip();
  }

  private String complaint() {
    try {
      return new String(Files.readAllBytes(complaints), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Ends the process, if there is one; the next request starts another.
  void stop() {
    running.ifPresent(host -> host.process().destroyForcibly());
    running = Optional.empty();
  }

  @Override
  public void close() {
    stop();
    exchanges.shutdownNow();
  }

  private static java.util.concurrent.ThreadFactory daemons() {
    return Thread.ofPlatform().name("host-exchange").daemon().factory();
  }
}
