package dev.halfbyte.sim.harness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The parts of a manifest that say what its two streams carry.
final class StreamReader {
  /// 256 MiB: more than any accelerator of this project is fed in one program.
  private static final long MAX_BEATS = 1L << 25;

  private final ManifestFolder folder;
  private final JsonFields json;

  StreamReader(ManifestFolder folder, JsonFields json) {
    this.folder = folder;
    this.json = json;
  }

  /// `stream_in`.
  List<Manifest.StreamPart> inParts(List<Manifest.Input> inputs) {
    List<Manifest.StreamPart> parts = new ArrayList<>();
    long beats = 0;
    for (JsonFields field : json.children("stream_in")) {
      Manifest.StreamPart part =
          switch (field.text("kind")) {
            case "constant" -> constant(field);
            case "input" -> data(field, inputs);
            default -> throw field.wrong("kind", "is neither 'constant' nor 'input'");
          };
      beats += beats(part);
      if (beats > MAX_BEATS) {
        throw json.wrong("stream_in", "carries more than " + MAX_BEATS + " beats");
      }
      parts.add(part);
    }
    return parts;
  }

  private static long beats(Manifest.StreamPart part) {
    return switch (part) {
      case Manifest.StreamPart.Constant constant -> constant.bytes() / Long.BYTES;
      case Manifest.StreamPart.Data data -> data.rows().beats(data.layout());
    };
  }

  private Manifest.StreamPart constant(JsonFields field) {
    Path file = folder.file(field.text("file"));
    long offset = field.integer("offset", 0, Integer.MAX_VALUE);
    int bytes = field.small("bytes", 0, Integer.MAX_VALUE - 8);
    if (bytes % Long.BYTES != 0) {
      throw field.wrong("bytes", "is not a whole number of 64-bit beats");
    }
    if (offset + bytes > folder.size(file)) {
      throw field.wrong("bytes", "reaches beyond the end of " + file.getFileName());
    }
    return new Manifest.StreamPart.Constant(file, offset, bytes);
  }

  private Manifest.StreamPart data(JsonFields field, List<Manifest.Input> inputs) {
    String name = field.text("name");
    Manifest.Input input =
        inputs.stream()
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseThrow(() -> field.wrong("name", "is not among the inputs"));
    Layout layout = TensorFields.layout(field.child("layout"), input.shape());
    Quantize quantize =
        field.optionalChild("quantize").map(TensorFields::quantize).orElse(input.quantize());
    if (layout.elementBits() < quantize.bits()) {
      throw field.wrong("layout", "has fewer bits than the codes of input " + name);
    }
    return new Manifest.StreamPart.Data(name, layout, quantize, TensorFields.rows(field, layout));
  }

  /// `stream_out`, or all outputs one after the other.
  List<Manifest.OutPart> outParts(List<Manifest.Output> outputs) {
    if (!json.has("stream_out")) {
      return outputs.stream()
          .map(o -> new Manifest.OutPart(o.name(), new Manifest.Rows(0, o.layout().m())))
          .toList();
    }
    List<Manifest.OutPart> parts = new ArrayList<>();
    Map<String, Integer> next = new HashMap<>();
    for (JsonFields field : json.children("stream_out")) {
      String name = field.text("name");
      Manifest.Output output =
          outputs.stream()
              .filter(candidate -> candidate.name().equals(name))
              .findFirst()
              .orElseThrow(() -> field.wrong("name", "is not among the outputs"));
      Manifest.Rows rows = TensorFields.rows(field, output.layout());
      if (rows.first() != next.getOrDefault(name, 0)) {
        throw field.wrong("name", "leaves out or repeats rows of output " + name);
      }
      next.put(name, rows.first() + rows.count());
      parts.add(new Manifest.OutPart(name, rows));
    }
    for (Manifest.Output output : outputs) {
      if (next.getOrDefault(output.name(), 0) != output.layout().m()) {
        throw json.wrong("stream_out", "does not give all rows of output " + output.name());
      }
    }
    return parts;
  }
}
