package dev.halfbyte.quant.codes;

import dev.halfbyte.ir.ElemType.IntType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;

/// The families that a numerics block can name, but for those of [LogFamily], which have words of
/// their own for their step.
///
/// A further family is a file and a line here; it can be named with parentheses at once, `act u4
/// name()`, and without them when the grammar knows its word.
public final class Families {
  private static final SequencedMap<String, Function<IntType, ArrayFamily>> BY_NAME = byName();

  private Families() {}

  private static SequencedMap<String, Function<IntType, ArrayFamily>> byName() {
    SequencedMap<String, Function<IntType, ArrayFamily>> families = new LinkedHashMap<>();
    families.put("fp4", _ -> new Fp4Family());
    families.put("binary", _ -> new BinaryFamily());
    families.put("ternary", _ -> new TernaryFamily());
    families.put("post", _ -> new PostFamily());
    families.put("adalog", _ -> new AdaLogFamily.Searched());
    families.put("sulq", _ -> new SulqFamily.Searched());
    families.put("twin_log", _ -> new TwinLogFamily.Searched());
    families.put("tan_fit", storage -> new TanFitFamily.Searched(storage.signed()));
    return Collections.unmodifiableSequencedMap(families);
  }

  /// All names.
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /// The family called `name`, for codes that are called by `storage`.
  ///
  /// @param stated parameters; of none, calibration finds them
  /// @throws IllegalArgumentException for parameters that it has not, or out of range, with the
  ///   reason
  public static Optional<ArrayFamily> named(
      String name, IntType storage, Map<String, Long> stated) {
    return Optional.ofNullable(BY_NAME.get(name))
        .map(family ->
            stated.isEmpty() ? family.apply(storage) : with(family.apply(storage), stated));
  }

  private static ArrayFamily with(ArrayFamily family, Map<String, Long> stated) {
    return switch (family) {
      case TableFamily plain ->
          throw new IllegalArgumentException("`" + plain + "` takes no arguments");
      case SearchedFamily searched -> searched.with(stated);
    };
  }
}
