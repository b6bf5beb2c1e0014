package dev.halfbyte.driver.tensor;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/// The safetensors format: a length, a JSON header, the data.
final class SafetensorsFormat {
  private static final String METADATA = "__metadata__";

  private SafetensorsFormat() {}

  static SequencedMap<String, Tensor> read(InputStream in, Faults faults, long maxBytes)
      throws IOException {
    JsonObject header = readHeader(in, faults);
    Map<Long, String> byOffset = new TreeMap<>();
    long total = 0;
    for (String name : header.keySet()) {
      if (!name.equals(METADATA)) {
        faults.checkName(name);
        Entry entry = Entry.parse(header.get(name), name, faults, maxBytes);
        total = Math.addExact(total, entry.bytes);
        // Empty tensors share their offset with the next one; they carry no data.
        if (entry.bytes > 0 && byOffset.put(entry.begin, name) != null) {
          throw faults.badHeader("two tensors at offset " + entry.begin);
        }
      }
    }
    if (total > maxBytes) {
      throw faults.tooLarge("all tensors", maxBytes);
    }
    return readTensors(in, header, byOffset.values(), faults, maxBytes);
  }

  private static SequencedMap<String, Tensor> readTensors(
      InputStream in, JsonObject header, Iterable<String> names, Faults faults, long maxBytes)
      throws IOException {
    Map<String, Tensor> read = new LinkedHashMap<>();
    long position = 0;
    for (String name : names) {
      Entry entry = Entry.parse(header.get(name), name, faults, maxBytes);
      if (entry.begin != position) {
        throw faults.badHeader(name + ": data overlaps or leaves a gap");
      }
      byte[] data = in.readNBytes((int) entry.bytes);
      if (data.length < entry.bytes) {
        throw faults.truncated(name, entry.bytes, data.length);
      }
      position += entry.bytes;
      read.put(name, Dtypes.tensor(entry.type, data));
    }
    if (in.read() >= 0) {
      throw faults.fault(
          TensorFileCode.TRAILING_DATA, "bytes behind the last tensor", "write the file again");
    }
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    for (String name : header.keySet()) {
      if (!name.equals(METADATA)) {
        Entry entry = Entry.parse(header.get(name), name, faults, maxBytes);
        Tensor tensor = read.get(name);
        tensors.put(name, tensor != null ? tensor : Tensor.ofBytes(entry.type, new byte[0]));
      }
    }
    return tensors;
  }

  private static JsonObject readHeader(InputStream in, Faults faults) throws IOException {
    byte[] start = in.readNBytes(8);
    long length =
        start.length < 8 ? -1 : ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 2 || length > TensorLimits.MAX_HEADER_BYTES) {
      throw faults.badHeader("safetensors header of " + length + " bytes");
    }
    byte[] text = in.readNBytes((int) length);
    if (text.length < length) {
      throw faults.truncated("header", length, text.length);
    }
    try {
      return JsonParser.parseString(new String(text, StandardCharsets.UTF_8)).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException | StackOverflowError e) {
      throw faults.badHeader("the header is no JSON object");
    }
  }

  /// One tensor of the header.
  private record Entry(TensorType type, long begin, long bytes) {
    static Entry parse(JsonElement json, String name, Faults faults, long maxBytes) {
      try {
        JsonObject object = json.getAsJsonObject();
        ElemType elem = Dtypes.fromSafetensors(object.get("dtype").getAsString(), name, faults);
        List<Long> shape = longs(object.getAsJsonArray("shape"));
        List<Long> offsets = longs(object.getAsJsonArray("data_offsets"));
        long bytes = Dtypes.byteCount(shape, elem, name, faults, maxBytes);
        if (shape.size() > 16 || offsets.size() != 2 || offsets.get(1) - offsets.get(0) != bytes) {
          throw faults.badHeader(name + ": offsets do not fit the shape");
        }
        return new Entry(
            new TensorType(elem, new Shape(shape.stream().map(Dim::of).toList())),
            offsets.getFirst(),
            bytes);
      } catch (IllegalStateException
          | NullPointerException
          | ClassCastException
          | UnsupportedOperationException
          | NumberFormatException e) {
        throw faults.badHeader(name + ": needs dtype, shape and data_offsets");
      }
    }

    private static List<Long> longs(JsonArray array) {
      return array.asList().stream().map(JsonElement::getAsLong).toList();
    }
  }

  /// The file content; tensors in the order given.
  static byte[] write(Map<String, Tensor> tensors) {
    JsonObject header = new JsonObject();
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    tensors.forEach((name, tensor) -> {
      JsonObject entry = new JsonObject();
      entry.addProperty("dtype", Dtypes.toSafetensors(tensor.type().elem()));
      JsonArray shape = new JsonArray();
      Arrays.stream(tensor.type().shape().extents()).forEach(shape::add);
      entry.add("shape", shape);
      JsonArray offsets = new JsonArray();
      offsets.add(data.size());
      data.writeBytes(tensor.bytes());
      offsets.add(data.size());
      entry.add("data_offsets", offsets);
      header.add(name, entry);
    });
    String text = header.toString();
    text += " ".repeat((8 - text.length() % 8) % 8);
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, utf8.length).array());
    out.writeBytes(utf8);
    out.writeBytes(data.toByteArray());
    return out.toByteArray();
  }
}
