package dev.halfbyte.quant.annotate;

import dev.halfbyte.quant.QuantCode;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.codes.ArrayFamily;
import dev.halfbyte.quant.codes.SearchedFamily;
import dev.halfbyte.quant.codes.TableFamily;
import dev.halfbyte.quant.codes.TableSearch.Found;
import dev.halfbyte.source.Diagnostic;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// The arrays of families, with the parameters that calibration found for a value.
///
/// @param faults where missing and impossible parameters are reported
record FoundTables(CalibrationResult calibration, List<Diagnostic> faults) {
  /// A family without anything left to find.
  ///
  /// @param found where calibration found it
  record Chosen(TableFamily family, Optional<Found> found) {
    /// The real number that [TableFamily#one] stands for, where calibration found one.
    OptionalDouble reach() {
      return found.map(f -> OptionalDouble.of(f.reach())).orElse(OptionalDouble.empty());
    }

    /// What a reason adds about parameters.
    String reason() {
      return found.map(f -> ", calibrated " + f).orElse("");
    }
  }

  /// The family for a value; nothing after a fault.
  ///
  /// @param codes under which parameters are written
  Optional<Chosen> of(String path, String codes, ArrayFamily family) {
    return switch (family) {
      case TableFamily table -> Optional.of(new Chosen(table, Optional.empty()));
      case SearchedFamily searched -> {
        Optional<Found> found = calibration.table(path, codes);
        if (found.isEmpty()) {
          faults.add(
              fault("`%s` has no calibrated parameters for `%s`".formatted(path, codes))
                  .help("calibrate this kernel anew with these numerics, or state the parameters"));
          yield Optional.empty();
        }
        yield chosen(path, codes, searched, found.get());
      }
    };
  }

  private Optional<Chosen> chosen(String path, String codes, SearchedFamily family, Found found) {
    try {
      return Optional.of(new Chosen(family.with(found.parameters()), Optional.of(found)));
    } catch (IllegalArgumentException e) {
      faults.add(
          fault("`%s` cannot have `%s` with %s".formatted(path, codes, found))
              .help(e.getMessage() + "; mend the calibration file or calibrate anew"));
      return Optional.empty();
    }
  }

  private static Diagnostic fault(String message) {
    return Diagnostic.error(QuantCode.NO_PARAMETERS, message);
  }
}
