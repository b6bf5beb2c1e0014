package dev.halfbyte.driver.tensor;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/// NumPy's npy format, versions 1 to 3, little-endian and row-major.
final class NpyFormat {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int ALIGNMENT = 64;

  private NpyFormat() {}

  /// Reads one array and insists that the stream ends behind it.
  static Tensor read(InputStream in, String name, Faults faults, long maxBytes) throws IOException {
    NpyHeader header = NpyHeader.parse(readHeader(in, faults), faults);
    ElemType elem = Dtypes.fromNumpy(header.descr(), name, faults);
    Shape shape = new Shape(header.shape().stream().map(Dim::of).toList());
    long bytes = Dtypes.byteCount(header.shape(), elem, name, faults, maxBytes);
    byte[] data = in.readNBytes(Math.toIntExact(bytes));
    if (data.length < bytes) {
      throw faults.truncated(name, bytes, data.length);
    }
    if (in.read() >= 0) {
      throw faults.fault(
          TensorFileCode.TRAILING_DATA,
          name + ": bytes behind the array",
          "one array a file; use npz for several");
    }
    return Dtypes.tensor(new TensorType(elem, shape), data);
  }

  private static String readHeader(InputStream in, Faults faults) throws IOException {
    byte[] start = in.readNBytes(8);
    if (start.length < 8 || !Arrays.equals(start, 0, 6, MAGIC, 0, 6)) {
      throw faults.fault(
          TensorFileCode.UNKNOWN_FORMAT, "no npy magic number", "save it with numpy.save");
    }
    int major = start[6];
    if (major < 1 || major > 3) {
      throw faults.badHeader("npy version " + major);
    }
    int lengthBytes = major == 1 ? 2 : 4;
    byte[] rawLength = in.readNBytes(lengthBytes);
    long length = 0;
    for (int i = rawLength.length - 1; i >= 0; i--) {
      length = length << 8 | rawLength[i] & 0xff;
    }
    if (rawLength.length < lengthBytes || length > TensorLimits.MAX_HEADER_BYTES) {
      throw faults.badHeader("header of " + length + " bytes");
    }
    byte[] header = in.readNBytes((int) length);
    if (header.length < length) {
      throw faults.truncated("header", length, header.length);
    }
    return new String(header, StandardCharsets.UTF_8);
  }

  /// The file content for one tensor.
  static byte[] write(Tensor tensor) {
    String shape =
        Arrays.stream(tensor.type().shape().extents())
            .mapToObj(e -> e + ",")
            .collect(Collectors.joining(" "));
    String header =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }"
            .formatted(Dtypes.toNumpy(tensor.type().elem()), shape);
    int unpadded = MAGIC.length + 4 + header.length() + 1;
    String padded = header + " ".repeat((ALIGNMENT - unpadded % ALIGNMENT) % ALIGNMENT) + "\n";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(MAGIC);
    out.write(1);
    out.write(0);
    out.write(padded.length() & 0xff);
    out.write(padded.length() >> 8);
    out.writeBytes(padded.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(tensor.bytes());
    return out.toByteArray();
  }
}
