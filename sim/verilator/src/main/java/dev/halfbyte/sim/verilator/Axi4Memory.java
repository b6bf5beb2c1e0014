package dev.halfbyte.sim.verilator;

import com.sun.jna.Pointer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// A memory that AXI4 masters of the design read and write, inside the batch; Java reads and writes
/// it between batches.
///
/// Addresses are bytes, little-endian. An access outside is answered with DECERR, one to a place
/// that [#fail] names with SLVERR; neither moves data. A reset drops what is on the buses and keeps
/// the content. Exclusive accesses are not modelled.
public final class Axi4Memory {
  static final long MAX_BYTES = 1L << 32;

  /// Channels as the driver takes them: the prefix of their signals, then these. What is marked may
  /// be absent: a bus without ids, without bursts, without strobes or without responses.
  private static final List<String> WRITE =
      List.of(
          "awid?",
          "awaddr",
          "awlen?",
          "awsize?",
          "awburst?",
          "awvalid",
          "awready",
          "wdata",
          "wstrb?",
          "wlast?",
          "wvalid",
          "wready",
          "bid?",
          "bresp?",
          "bvalid",
          "bready");

  private static final List<String> READ =
      List.of(
          "arid?",
          "araddr",
          "arlen?",
          "arsize?",
          "arburst?",
          "arvalid",
          "arready",
          "rid?",
          "rdata",
          "rresp?",
          "rlast?",
          "rvalid",
          "rready");

  private final Simulation owner;
  private final int index;
  private final long base;
  private final long bytes;

  Axi4Memory(Simulation owner, int index, long base, long bytes) {
    this.owner = owner;
    this.index = index;
    this.base = base;
    this.bytes = bytes;
  }

  /// Attaches the memory to the master whose signals start with `prefix` (`m_axi_araddr`: prefix
  /// `m_axi_`); several masters may share a memory. A master that only reads has no signals of
  /// writes, and the other way round; one of AXI4-Lite is answered too.
  ///
  /// @throws SimulationFailure PORT_MISMATCH when a signal is missing or has a width that AXI4
  ///   lacks
  public MemoryPort port(String prefix, MemoryTiming timing) {
    boolean writes = owner.model().port(prefix + "awaddr").isPresent();
    boolean reads = owner.model().port(prefix + "araddr").isPresent();
    if (!writes && !reads) {
      throw mismatch("has neither " + prefix + "araddr nor " + prefix + "awaddr");
    }
    int[] ports =
        Stream.concat(
                WRITE.stream().map(name -> writes ? signal(prefix, name) : -1),
                READ.stream().map(name -> reads ? signal(prefix, name) : -1))
            .mapToInt(Integer::intValue)
            .toArray();
    MemoryPort port =
        new MemoryPort(owner, owner.shim().hb_add_memory_port(owner.handle(), index, ports));
    port.timing(timing);
    return port;
  }

  /// Answers every access from now on that touches these bytes with SLVERR.
  public void fail(long address, long count) {
    owner.shim().hb_memory_fail(owner.handle(), index, address, count);
  }

  /// Writes bytes from `address` on.
  ///
  /// @throws IndexOutOfBoundsException when they are not all inside
  public void write(long address, byte... content) {
    long offset = offset(address, content.length);
    storage().write(offset, content, 0, content.length);
  }

  /// Reads `count` bytes from `address` on.
  public byte[] read(long address, int count) {
    return storage().getByteArray(offset(address, count), count);
  }

  /// Writes words of 8 bytes from `address` on.
  public void writeLongs(long address, long... words) {
    long offset = offset(address, Long.BYTES * (long) words.length);
    storage().write(offset, words, 0, words.length);
  }

  /// Reads `count` words of 8 bytes from `address` on.
  public long[] readLongs(long address, int count) {
    return storage().getLongArray(offset(address, Long.BYTES * (long) count), count);
  }

  private Pointer storage() {
    return owner.shim().hb_memory_storage(owner.handle(), index);
  }

  private long offset(long address, long count) {
    return Objects.checkFromIndexSize(address - base, count, bytes);
  }

  private int signal(String prefix, String name) {
    boolean optional = name.endsWith("?");
    String plain = prefix + (optional ? name.substring(0, name.length() - 1) : name);
    Optional<Port> port = owner.model().port(plain);
    if (port.isEmpty() && optional) {
      return -1;
    }
    Port found = port.orElseThrow(() -> mismatch("has no port " + plain));
    boolean answer = name.startsWith("b") || name.startsWith("r");
    Port.Direction direction =
        answer == name.endsWith("ready") ? Port.Direction.OUTPUT : Port.Direction.INPUT;
    if (found.direction() != direction) {
      throw mismatch("has " + plain + " the other way round");
    }
    requireWidth(found, name);
    return owner.model().ports().indexOf(found);
  }

  private static void requireWidth(Port port, String name) {
    boolean data = name.equals("wdata") || name.equals("rdata");
    boolean power = Integer.bitCount(port.width()) == 1 && port.width() >= 8;
    int most = data ? 512 : 64;
    boolean bit = name.endsWith("valid") || name.endsWith("ready") || name.endsWith("last?");
    if (port.width() > most || (data && !power) || (bit && port.width() != 1)) {
      throw new SimulationFailure(
          FailureCode.PORT_MISMATCH,
          "port " + port.name() + " cannot have " + port.width() + " bits",
          "data have 8 to 512 bits, a power of two; other signals at most 64, handshakes 1");
    }
  }

  private SimulationFailure mismatch(String what) {
    List<String> names = owner.model().ports().stream().map(Port::name).toList();
    return new SimulationFailure(
        FailureCode.PORT_MISMATCH, owner.model().top() + " " + what, "its ports are " + names);
  }
}
