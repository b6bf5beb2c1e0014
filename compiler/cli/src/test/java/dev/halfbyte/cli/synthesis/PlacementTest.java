package dev.halfbyte.cli.synthesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfbyte.rtl.AcceleratorConfig;
import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Small units through placement and routing, where nextpnr is installed; `./dev` installs Yosys.
class PlacementTest {
  @ParameterizedTest
  @ValueSource(strings = {"hb_axis_in", "hb_store"})
  void aUnitOfASmallAcceleratorHasAClock(String unit) throws IOException {
    Tools.require("yosys", "yosys");
    assumeTrue(
        Device.available().isPresent(),
        "neither nextpnr-ecp5 nor nextpnr-ice40 is on the search path");
    AcceleratorConfig small =
        Placement.small(Objects.requireNonNull(AcceleratorConfig.presets().get("edge")));
    double clock = Placement.place(unit, small, Device.available().orElseThrow());
    assertTrue(clock > 20 && clock < 1000, unit + ": " + clock + " MHz");
  }

  @Test
  void versionsAreThoseThatToolsPrint() {
    String nextpnr = "nextpnr-ice40 -- Next Generation Place and Route (Version 0.4-1)";
    assertEquals("nextpnr-ice40 0.4-1", Tools.version("nextpnr-ice40", nextpnr));
    assertEquals("Yosys 0.23", Tools.version("yosys", "Yosys 0.23 (git sha1 7ce5011c24b)"));
  }
}
