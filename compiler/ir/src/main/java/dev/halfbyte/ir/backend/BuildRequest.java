package dev.halfbyte.ir.backend;

import java.util.SortedMap;

/// What to build.
///
/// @param options target options by name, e.g. `hardware` for Verilog; unknown names are refused
public record BuildRequest(String target, SortedMap<String, String> options) {}
