package dev.halfbyte.backend.llvm.emit;

import java.util.List;

/// One of the LLVM modules of a library: the code of one variant. The first one also holds the
/// entry points and declares the weights. Parts are compiled apart, side by side, and linked.
///
/// @param label of the variant
/// @param text LLVM IR
/// @param holdsEntries whether it is the first
/// @param symbols what its object defines for other objects, sorted
public record ModulePart(String label, String text, boolean holdsEntries, List<String> symbols) {
  public ModulePart {
    symbols = List.copyOf(symbols);
  }
}
