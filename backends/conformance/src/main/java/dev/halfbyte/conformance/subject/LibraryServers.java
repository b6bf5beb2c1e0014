package dev.halfbyte.conformance.subject;

import dev.halfbyte.backend.llvm.run.Host;
import dev.halfbyte.backend.llvm.run.Job;
import dev.halfbyte.backend.llvm.run.Surroundings;
import dev.halfbyte.source.CompilerBug;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Processes that call libraries, one for each command.
final class LibraryServers implements AutoCloseable {
  private final HostOptions options;
  private final Map<List<String>, HostServer> servers = new LinkedHashMap<>();
  private final ScratchFolder scratch = new ScratchFolder("halfbyte-hosts");

  LibraryServers(HostOptions options) {
    this.options = options;
  }

  /// How a call ended.
  sealed interface Ending {}

  record Done(Job.Result result) implements Ending {}

  record Broken(String what) implements Ending {}

  /// Loads `library` and makes one call.
  Ending call(Host host, String kernel, byte[] library, Job job, Surroundings around)
      throws InterruptedException {
    HostServer server = server(host);
    try {
      Host.loaded(server.ask(host.loadRequest(kernel, library)));
      return new Done(job.result(server.ask(job.request(around))));
    } catch (HostFailure | CompilerBug fault) {
      return new Broken(String.valueOf(fault.getMessage()));
    } finally {
      if (options.isolate()) {
        server.stop();
      }
    }
  }

  private HostServer server(Host host) throws InterruptedException {
    try {
      List<String> command = host.server(scratch.path());
      HostServer known = servers.get(command);
      if (known != null) {
        return known;
      }
      HostServer fresh =
          new HostServer(
              command,
              scratch.path().resolve("complaints" + servers.size() + ".txt"),
              options.patience());
      servers.put(command, fresh);
      return fresh;
    } catch (IOException e) {
      throw new CompilerBug("cannot build a host", e);
    }
  }

  @Override
  public void close() {
    servers.values().forEach(HostServer::close);
    scratch.close();
  }
}
