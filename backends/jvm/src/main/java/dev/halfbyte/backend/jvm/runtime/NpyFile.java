package dev.halfbyte.backend.jvm.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads and writes `.npy` files (NumPy enhancement proposal 1, versions 1.0 to 3.0) of the element
/// types that kernels have, little-endian and in C order.
public final class NpyFile {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LARGEST_HEADER = 65536;
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{\\s*'descr'\\s*:\\s*'([^']*)'\\s*,\\s*'fortran_order'\\s*:\\s*(True|False)\\s*,"
              + "\\s*'shape'\\s*:\\s*\\(([0-9, ]*)\\)\\s*,?\\s*\\}\\s*");

  private NpyFile() {}

  /// The tensor in `file`.
  ///
  /// @throws KernelError when it is no such file, or is cut short or too long
  public static Array read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    boolean known = bytes.length >= 12 && Arrays.equals(bytes, 0, 6, MAGIC, 0, 6);
    if (!known || bytes[6] < 1 || bytes[6] > 3) {
      throw new KernelError(KernelFault.FILE, file + " is no .npy file");
    }
    data.position(8);
    long length = bytes[6] == 1 ? Short.toUnsignedInt(data.getShort()) : data.getInt();
    if (length < 0 || length > LARGEST_HEADER || length > data.remaining()) {
      throw new KernelError(KernelFault.FILE, file + ": damaged .npy header");
    }
    byte[] header = new byte[(int) length];
    data.get(header);
    return body(file, new String(header, StandardCharsets.ISO_8859_1), data);
  }

  private static Array body(Path file, String header, ByteBuffer data) {
    Matcher matcher = HEADER.matcher(header);
    if (!matcher.matches()) {
      throw new KernelError(KernelFault.FILE, file + ": .npy header is not understood");
    }
    ElementType type =
        Arrays.stream(ElementType.values())
            .filter(t -> t.descriptor().equals(matcher.group(1)))
            .findFirst()
            .orElseThrow(() ->
                new KernelError(
                    KernelFault.FILE,
                    file + ": element type " + matcher.group(1) + " is not one that kernels take"));
    long[] shape = shape(file, matcher.group(3));
    if (matcher.group(2).equals("True") && shape.length > 1) {
      throw new KernelError(KernelFault.FILE, file + ": in Fortran order; save it in C order");
    }
    long count = count(file, shape);
    if (count * type.bytes() != data.remaining()) {
      throw new KernelError(
          KernelFault.FILE,
          "%s: %d bytes of data, but its header says %s %s"
              .formatted(file, data.remaining(), type.descriptor(), Array.text(shape)));
    }
    return Array.of(type, type.read(data, (int) count), shape);
  }

  private static long[] shape(Path file, String text) {
    try {
      return Arrays.stream(text.split(","))
          .map(String::strip)
          .filter(s -> !s.isEmpty())
          .mapToLong(Long::parseLong)
          .toArray();
    } catch (NumberFormatException e) {
      throw new KernelError(KernelFault.FILE, file + ": shape (" + text + ") is not understood");
    }
  }

  private static long count(Path file, long[] shape) {
    try {
      long count = Array.count(shape);
      if (count <= Integer.MAX_VALUE - 8) {
        return count;
      }
    } catch (ArithmeticException e) {
      // Beyond 64 bits is beyond the limit below as well.
    }
    throw new KernelError(
        KernelFault.LIMIT,
        file + ": shape " + Array.text(shape) + " is more than a Java array holds");
  }

  /// Writes to a temporary file beside `file`, then moves it there in one step.
  public static void write(Path file, Array array) throws IOException {
    byte[] header = header(array);
    int count = array.type().length(array.data());
    ByteBuffer out =
        ByteBuffer.allocate(Math.addExact(10 + header.length, count * array.type().bytes()))
            .order(ByteOrder.LITTLE_ENDIAN);
    out.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) header.length).put(header);
    array.type().write(out, array.data());
    Path temporary = file.resolveSibling(file.getFileName() + ".part");
    Files.write(temporary, out.array());
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /// Padded with blanks so that the data starts on a 64-byte boundary.
  private static byte[] header(Array array) {
    StringBuilder shape = new StringBuilder();
    for (long extent : array.shape()) {
      shape.append(extent).append(", ");
    }
    String tuple =
        array.shape().length == 1
            ? shape.toString().strip()
            : shape.toString().replaceAll(", $", "");
    StringBuilder text =
        new StringBuilder()
            .append("{'descr': '")
            .append(array.type().descriptor())
            .append("', 'fortran_order': False, 'shape': (")
            .append(tuple)
            .append("), }");
    while ((10 + text.length() + 1) % 64 != 0) {
      text.append(' ');
    }
    return text.append('\n').toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
