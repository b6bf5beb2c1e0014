package dev.halfbyte.sim.verilator;

import java.util.List;

/// When our side of each of the five handshakes of AXI4 or AXI4-Lite pauses: a master before it
/// offers and while it could be ready, a memory the other way round.
///
/// @param writeAddress pauses of awvalid or awready; those of a master differ from its data's, so
///   that address and data come in any order
/// @param writeData pauses of wvalid or wready
/// @param writeResponse pauses of bready or bvalid
/// @param readAddress pauses of arvalid or arready
/// @param readData pauses of rready or rvalid
public record BusStalls(
    Stalls writeAddress,
    Stalls writeData,
    Stalls writeResponse,
    Stalls readAddress,
    Stalls readData) {

  /// Never pauses.
  public static BusStalls none() {
    Stalls none = Stalls.none();
    return new BusStalls(none, none, none, none, none);
  }

  /// All of them, in the order of the driver.
  public List<Stalls> channels() {
    return List.of(writeAddress, writeData, writeResponse, readAddress, readData);
  }
}
