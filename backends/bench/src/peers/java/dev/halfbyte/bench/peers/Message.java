package dev.halfbyte.bench.peers;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/// A message of protocol buffers, written field by field.
final class Message {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

  private interface Write {
    void to(CodedOutputStream out) throws IOException;
  }

  Message number(int field, long value) {
    return write(to -> to.writeInt64(field, value));
  }

  Message real(int field, float value) {
    return write(to -> to.writeFloat(field, value));
  }

  Message text(int field, String value) {
    return write(to -> to.writeString(field, value));
  }

  Message raw(int field, byte[] value) {
    return write(to -> to.writeByteArray(field, value));
  }

  Message message(int field, Message value) {
    return write(to -> to.writeBytes(field, ByteString.copyFrom(value.bytes())));
  }

  /// The message so far.
  byte[] bytes() {
    write(CodedOutputStream::flush);
    return bytes.toByteArray();
  }

  private Message write(Write field) {
    try {
      field.to(out);
      return this;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
