package dev.halfbyte.conformance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The arrows of the folder map in README.md, as rules.
class LayersTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.halfbyte");

  /// `from` must not use any package of `forbidden`; `..` stands for subpackages.
  @ParameterizedTest
  @CsvSource({
    "source, frontend ir interp passes quant loop driver cli backend rtl sim testkit",
    "frontend, ir interp passes quant loop driver cli backend rtl sim testkit",
    "ir, frontend interp passes quant loop driver cli backend rtl sim testkit",
    "interp, frontend passes quant loop driver cli backend rtl sim testkit",
    "passes, frontend quant loop driver cli backend rtl sim testkit",
    "quant, frontend loop driver cli backend rtl sim testkit",
    "loop, frontend interp passes quant driver cli backend rtl sim testkit",
    "backend.jvm, frontend interp passes quant driver cli backend.llvm backend.verilog rtl sim testkit",
    "backend.llvm, frontend interp passes quant driver cli backend.jvm backend.verilog rtl sim testkit",
    "backend.verilog, frontend interp passes quant loop driver cli backend.jvm backend.llvm sim testkit",
    "rtl, source frontend ir interp passes quant loop driver cli backend sim testkit",
    "sim, source frontend ir interp passes quant loop driver cli backend rtl testkit",
    "driver, cli backend rtl sim testkit",
    "testkit, frontend passes quant loop driver cli backend rtl sim",
  })
  void usesOnlyWhatStandsBeforeIt(String from, String forbidden) {
    String[] packages =
        java.util.Arrays.stream(forbidden.split(" "))
            .map(name -> "dev.halfbyte." + name + "..")
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage("dev.halfbyte." + from + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages)
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.halfbyte.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyTheCommandLinePrints() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.halfbyte.cli..",
            "dev.halfbyte.conformance..",
            "dev.halfbyte.sim.harness..",
            "dev.halfbyte.backend.jvm.runtime..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(CLASSES);
  }
}
