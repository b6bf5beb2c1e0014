package dev.halfbyte.bench.rtl;

import dev.halfbyte.sim.verilator.BuildOptions;
import dev.halfbyte.sim.verilator.Design;
import dev.halfbyte.sim.verilator.Model;
import dev.halfbyte.sim.verilator.ModelCache;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The SystemVerilog of the tree, and models of it.
///
/// @param folder the folder rtl/
/// @param cache where models are built
record Rtl(Path folder, ModelCache cache) {

  Path source(String module) {
    return folder.resolve("src").resolve(module + ".sv");
  }

  Path testbench(String module) {
    return folder.resolve("tb").resolve(module + ".sv");
  }

  /// The package and the files of a module; what they instantiate is found beside them.
  List<Path> files(String module) {
    Path file = module.startsWith("tb_") ? testbench(module) : source(module);
    return List.of(source("hb_pkg"), file);
  }

  Design design(String module, Map<String, Integer> parameters) {
    Map<String, String> literals = new LinkedHashMap<>();
    parameters.forEach((name, value) -> literals.put(name, value.toString()));
    return Design.of(module, files(module).toArray(Path[]::new))
        .including(folder.resolve("src"))
        .including(folder.resolve("tb"))
        .with(literals);
  }

  Model model(String module, Map<String, Integer> parameters) {
    return cache.build(design(module, parameters), BuildOptions.standard());
  }
}
