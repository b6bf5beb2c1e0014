package dev.halfbyte.sim.verilator;

import java.util.List;

/// When each of the five handshakes of an AXI4-Lite master pauses.
///
/// @param writeAddress before awvalid
/// @param writeData before wvalid, so that address and data come in any order
/// @param writeResponse while bready could be high
/// @param readAddress before arvalid
/// @param readData while rready could be high
public record BusStalls(
    Stalls writeAddress,
    Stalls writeData,
    Stalls writeResponse,
    Stalls readAddress,
    Stalls readData) {

  /// A master that never pauses.
  public static BusStalls none() {
    Stalls none = Stalls.none();
    return new BusStalls(none, none, none, none, none);
  }

  /// In the order of the driver.
  List<Stalls> channels() {
    return List.of(writeAddress, writeData, writeResponse, readAddress, readData);
  }
}
