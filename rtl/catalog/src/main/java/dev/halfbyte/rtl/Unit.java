package dev.halfbyte.rtl;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/// The units of the accelerator, and their bits in a command's `wait` mask.
public enum Unit {
  LOAD(0),
  MAC(1),
  EW(2),
  STORE(3),
  SOFTMAX(4),
  NORM(5),
  /// What is left of a product on a row array when the next one has started, which ends its turn on
  /// [#MAC]: words to drain. No command starts it.
  DRAIN(6);

  private final int bit;

  Unit(int bit) {
    this.bit = bit;
  }

  /// Returns the position of the unit in a mask.
  public int bit() {
    return bit;
  }

  /// Returns the mask with the bit of each unit set.
  public static int mask(Collection<Unit> units) {
    int mask = 0;
    for (Unit unit : units) {
      mask |= 1 << unit.bit;
    }
    return mask;
  }

  /// Returns the units of a mask; inverse of [#mask].
  ///
  /// @throws IllegalArgumentException if a bit names no unit
  public static Set<Unit> ofMask(int mask) {
    Set<Unit> units = EnumSet.noneOf(Unit.class);
    for (Unit unit : values()) {
      if ((mask >> unit.bit & 1) != 0) {
        units.add(unit);
      }
    }
    if (mask(units) != mask) {
      throw new IllegalArgumentException("unit mask 0x" + Integer.toHexString(mask));
    }
    return units;
  }
}
