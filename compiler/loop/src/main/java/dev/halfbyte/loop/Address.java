package dev.halfbyte.loop;

import java.util.Optional;

/// An element number in a buffer: an affine part plus, for tables and lanes, a computed part.
///
/// @param offset an I32 expression, added to `index`
public record Address(Index index, Optional<Expression> offset) {
  public Address {
    offset.ifPresent(o -> Expression.require(o, RegisterType.I32, "address offset"));
  }

  public static Address of(Index index) {
    return new Address(index, Optional.empty());
  }

  @Override
  public String toString() {
    return offset
        .map(o -> index.equals(Index.ZERO) ? o.toString() : index + " + " + o)
        .orElseGet(index::toString);
  }
}
