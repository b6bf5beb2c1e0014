package dev.halfbyte.conformance.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.ArrayKind;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class HardwareTest {
  private static final int MOST = 22;

  @Test
  void fewConfigurationsCoverEveryKindAndWidth() {
    List<Hardware> all = Hardware.all();
    assertTrue(all.size() <= MOST, all.size() + " models to build");
    assertEquals(all.size(), new HashSet<>(all).size());
    assertEquals(AcceleratorConfig.edge8x8(), all.getFirst().config());
    Set<AcceleratorConfig> configs = all.stream().map(Hardware::config).collect(Collectors.toSet());
    assertTrue(configs.containsAll(AcceleratorConfig.presets().values()));
    assertEquals(
        EnumSet.allOf(ArrayKind.class),
        configs.stream().map(AcceleratorConfig::arrayKind).collect(Collectors.toSet()));
    assertEquals(
        Set.of(4, 8), configs.stream().map(AcceleratorConfig::actBits).collect(Collectors.toSet()));
    assertEquals(
        Set.of(4, 8), configs.stream().map(AcceleratorConfig::wgtBits).collect(Collectors.toSet()));
  }
}
