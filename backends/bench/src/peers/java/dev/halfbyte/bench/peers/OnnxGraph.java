package dev.halfbyte.bench.peers;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A model in the form of ONNX, written as `onnx.proto` of IR version 8 numbers its fields.
///
/// Values are named by what makes them; every operation has one result.
final class OnnxGraph {
  /// Domain of the operations that ONNX Runtime adds.
  static final String MICROSOFT = "com.microsoft";

  private static final long IR_VERSION = 8;
  private static final long OPSET = 17;

  private final Message graph = new Message();
  private int made;

  /// Types of elements, with their numbers in `TensorProto.DataType`.
  enum Type {
    FLOAT(1),
    UINT8(2),
    INT8(3),
    INT32(6),
    INT64(7);

    private final int number;

    Type(int number) {
      this.number = number;
    }
  }

  /// Adds an f32 input.
  String input(String name, long... shape) {
    Message dims = new Message();
    for (long extent : shape) {
      dims.message(1, new Message().number(1, extent));
    }
    Message tensor = new Message().number(1, Type.FLOAT.number).message(2, dims);
    graph.message(11, valueInfo(name, tensor));
    return name;
  }

  /// Makes a value an f32 output; its shape is what inputs make it.
  void output(String name) {
    graph.message(12, valueInfo(name, new Message().number(1, Type.FLOAT.number)));
  }

  private static Message valueInfo(String name, Message tensor) {
    return new Message().text(1, name).message(2, new Message().message(1, tensor));
  }

  /// Adds a constant of raw little-endian data.
  String constant(Type type, byte[] data, long... shape) {
    String name = "c" + made++;
    Message tensor = new Message();
    for (long extent : shape) {
      tensor.number(1, extent);
    }
    graph.message(5, tensor.number(2, type.number).text(8, name).raw(9, data));
    return name;
  }

  String floats(float[] values, long... shape) {
    ByteBuffer data =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    return constant(Type.FLOAT, data.array(), shape);
  }

  String ints(int[] values, long... shape) {
    ByteBuffer data =
        ByteBuffer.allocate(Integer.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asIntBuffer().put(values);
    return constant(Type.INT32, data.array(), shape);
  }

  String longs(long... values) {
    ByteBuffer data =
        ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asLongBuffer().put(values);
    return constant(Type.INT64, data.array(), values.length);
  }

  /// An attribute of an operation.
  sealed interface Attribute {
    record Real(float value) implements Attribute {}

    record Whole(long value) implements Attribute {}

    record Wholes(List<Long> values) implements Attribute {}

    /// As field 5 of a node has it.
    private Message named(String name) {
      Message message = new Message().text(1, name);
      switch (this) {
        case Real real -> message.real(2, real.value).number(20, 1);
        case Whole whole -> message.number(3, whole.value).number(20, 2);
        case Wholes wholes -> {
          wholes.values.forEach(value -> message.number(8, value));
          message.number(20, 7);
        }
      }
      return message;
    }
  }

  /// Adds an operation of ONNX itself without attributes.
  String add(String operation, String... inputs) {
    return add("", operation, Map.of(), inputs);
  }

  /// Adds an operation of ONNX itself.
  String add(String operation, Map<String, Attribute> attributes, String... inputs) {
    return add("", operation, attributes, inputs);
  }

  /// Adds an operation of a domain and returns the name of its result.
  String add(String domain, String operation, Map<String, Attribute> attributes, String... inputs) {
    String result = operation.toLowerCase(Locale.ROOT) + made++;
    Message node = new Message();
    for (String input : inputs) {
      node.text(1, input);
    }
    node.text(2, result).text(3, result).text(4, operation);
    attributes.forEach((name, value) -> node.message(5, value.named(name)));
    graph.message(1, node.text(7, domain));
    return result;
  }

  /// The whole model.
  byte[] bytes() {
    Message standard = new Message().text(1, "").number(2, OPSET);
    Message added = new Message().text(1, MICROSOFT).number(2, 1);
    graph.text(2, "bench");
    return new Message()
        .number(1, IR_VERSION)
        .text(2, "halfbyte bench")
        .message(7, graph)
        .message(8, standard)
        .message(8, added)
        .bytes();
  }
}
