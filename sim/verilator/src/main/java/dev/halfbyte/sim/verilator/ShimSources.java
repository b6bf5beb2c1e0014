package dev.halfbyte.sim.verilator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The C++ side: fixed files shipped as resources, and the class that is generated around each
/// model.
final class ShimSources {
  static final String PREFIX = "Vhb_model";
  private static final List<String> FILES =
      List.of(
          "hb_print.h",
          "hb_model.h",
          "hb_drivers.h",
          "hb_memory.h",
          "hb_memory_port.h",
          "hb_watch.h",
          "hb_instance.h",
          "hb_driver.cpp",
          "hb_memory.cpp",
          "hb_watch.cpp",
          "hb_runtime.cpp");

  private ShimSources() {}

  static void copyTo(Path folder) throws IOException {
    for (String file : FILES) {
      Files.writeString(folder.resolve(file), text(file));
    }
  }

  /// A hash of all that this class contributes to a model.
  static String version() throws IOException {
    ContentHash hash =
        new ContentHash()
            .add("generator", generate(List.of(), TraceFormat.FST, List.of()))
            .add("slow", notOptimized(List.of()));
    for (String file : FILES) {
      hash.add(file, text(file));
    }
    return hash.key();
  }

  /// A translation unit of verilated files.
  static String including(List<String> verilated) {
    StringBuilder out = new StringBuilder();
    verilated.forEach(file -> out.append("#include \"").append(file).append("\"\n"));
    return out.toString();
  }

  /// The end of a translation unit: verilated files that are compiled as they are.
  static String notOptimized(List<String> verilated) {
    return "#pragma GCC optimize(\"O0\")\n" + including(verilated);
  }

  /// One translation unit: the verilated files, then the class that gives the driver its ports.
  static String generate(List<Port> ports, TraceFormat trace, List<String> verilated) {
    StringBuilder out = new StringBuilder(including(verilated));
    out.append("#include \"").append(PREFIX).append(".h\"\n");
    switch (trace) {
      case NONE -> {}
      case VCD -> out.append("#include \"verilated_vcd_c.h\"\n");
      case FST -> out.append("#include \"verilated_fst_c.h\"\n");
    }
    out.append(
        """
        #include "hb_model.h"

        namespace {
        class Design final : public hb::Model {
         public:
          explicit Design(VerilatedContext* context) : model_(context) {}
          void eval() override { model_.eval(); }
          void finalize() override { model_.final(); }
        """);
    out.append("  uint32_t port_count() const override { return ")
        .append(ports.size())
        .append("; }\n");
    out.append("  hb::Port port(uint32_t index) override {\n    switch (index) {\n");
    for (int i = 0; i < ports.size(); i++) {
      Port port = ports.get(i);
      String member = "model_." + port.member();
      out.append(
          "      case %d: static_assert(sizeof(%s) == %d, \"%s\"); return {&%s, %d};\n"
              .formatted(i, member, port.storageBytes(), port.member(), member, port.width()));
    }
    out.append("      default: return {nullptr, 0};\n    }\n  }\n");
    out.append(tracing(trace));
    out.append(
        """
          Vhb_model model_;
        };
        }  // namespace

        extern "C" hb::Model* hb_new_model(VerilatedContext* context) { return new Design(context); }
        """);
    return out.toString();
  }

  private static String tracing(TraceFormat trace) {
    return switch (trace) {
      case NONE ->
          """
            bool open_trace(const char*) override { return false; }
            void dump(uint64_t) override {}
            void close_trace() override {}
           private:
          """;
      case VCD -> tracing("VerilatedVcdC");
      case FST -> tracing("VerilatedFstC");
    };
  }

  private static String tracing(String writer) {
    return """
      bool open_trace(const char* path) override {
        if (!attached_) model_.trace(&trace_, 99);
        attached_ = true;
        // The driver's clock has ten units: 100 MHz.
        trace_.set_time_unit("1ns");
        trace_.set_time_resolution("1ns");
        trace_.open(path);
        return trace_.isOpen();
      }
      void dump(uint64_t time) override { trace_.dump(time); }
      void close_trace() override { trace_.close(); }
     private:
      %s trace_;
      bool attached_ = false;
    """
        .formatted(writer);
  }

  private static String text(String file) throws IOException {
    try (InputStream stream = ShimSources.class.getResourceAsStream("shim/" + file)) {
      if (stream == null) {
        throw new IOException("the jar lacks its resource shim/" + file);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
