package dev.halfbyte.driver.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.source.DiagnosticException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TensorFilesTest {
  @TempDir Path folder;

  private static SequencedMap<String, Tensor> sample() {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("w", Tensor.ofFloats(Shape.of(2, 3), 1, -2, 3.5f, 0, -0f, 1e-40f));
    tensors.put("codes", Tensor.ofInts(new TensorType(ElemType.S8, Shape.of(3)), -128, 0, 127));
    tensors.put("label", Tensor.ofInts(new TensorType(ElemType.S32, Shape.of(2)), -5, 1 << 30));
    tensors.put("none", Tensor.ofFloats(Shape.of(0, 7)));
    tensors.put("scalar", Tensor.ofFloats(Shape.SCALAR, 2));
    return tensors;
  }

  @ParameterizedTest
  @ValueSource(strings = {"t.npz", "t.safetensors"})
  void readsBackWhatItWrote(String name) throws IOException {
    Path file = folder.resolve(name);
    TensorFiles.write(file, sample());
    assertEquals(sample(), TensorFiles.read(file, TensorLimits.DEFAULT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"t.npz", "t.safetensors"})
  void equalTensorsGiveEqualBytes(String name) {
    assertArrayEquals(TensorFiles.encode(name, sample()), TensorFiles.encode(name, sample()));
  }

  @Test
  void npyTakesTheStemAsName() throws IOException {
    Path file = folder.resolve("x.npy");
    Tensor tensor = sample().get("w");
    TensorFiles.write(file, Map.of("anything", tensor));
    assertEquals(Map.of("x", tensor), TensorFiles.read(file, TensorLimits.DEFAULT));
  }

  @Test
  void npyHeaderIsAlignedForMapping() {
    byte[] bytes = TensorFiles.encode("x.npy", Map.of("x", sample().get("w")));
    assertEquals(0, (bytes.length - 6 * 4) % 64);
  }

  @Test
  void nanBecomesCanonical() throws IOException {
    byte[] bytes = TensorFiles.encode("x.npy", Map.of("x", Tensor.ofFloats(Shape.of(1), 0)));
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length - 4, 0xffc12345);
    Tensor read = readBytes("x.npy", bytes).firstEntry().getValue();
    assertEquals(0x7fc00000, Float.floatToRawIntBits(read.floatAt(0)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"t.npz", "t.safetensors", "t.npy"})
  void everyTruncationIsADiagnostic(String name) throws IOException {
    byte[] whole =
        TensorFiles.encode(name, name.endsWith("npy") ? Map.of("w", sample().get("w")) : sample());
    for (int length = 0; length < whole.length; length += 7) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThrows(DiagnosticException.class, () -> readBytes(name, cut), "length " + length);
    }
  }

  @Test
  void missingFileNamesThePath() {
    assertFault("HB6001", "nowhere.npz", () -> read(folder.resolve("nowhere.npz")));
  }

  @Test
  void unknownEndingIsNoTensorFile() throws IOException {
    assertFault("HB6002", "ending", () -> readBytes("x.bin", new byte[] {1}));
  }

  @Test
  void hugeShapeIsRefusedBeforeAllocation() {
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (4000000000, 4000000000), }";
    assertFault("HB6005", "limit", () -> readBytes("x.npy", npy(header, new byte[0])));
  }

  @Test
  void overflowingShapeIsRefused() {
    String header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 9, 9), }";
    assertFault("HB6005", "limit", () -> readBytes("x.npy", npy(header, new byte[0])));
  }

  @Test
  void columnMajorIsRefused() {
    String header = "{'descr': '<f4', 'fortran_order': True, 'shape': (1,), }";
    assertFault("HB6010", "column-major", () -> readBytes("x.npy", npy(header, new byte[4])));
  }

  @Test
  void doublesAreRefusedWithTheMend() {
    String header = "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }";
    assertFault("HB6004", "<f8", () -> readBytes("x.npy", npy(header, new byte[8])));
  }

  @Test
  void objectArraysAreRefused() {
    String header = "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }";
    assertFault("HB6004", "|O", () -> readBytes("x.npy", npy(header, new byte[8])));
  }

  @Test
  void trailingBytesAreRefused() {
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }";
    assertFault("HB6007", "behind", () -> readBytes("x.npy", npy(header, new byte[5])));
  }

  @Test
  void headerLengthIsBounded() {
    byte[] bytes = new byte[64];
    bytes[0] = (byte) 0x93;
    System.arraycopy("NUMPY".getBytes(StandardCharsets.US_ASCII), 0, bytes, 1, 5);
    bytes[6] = 2;
    Arrays.fill(bytes, 8, 12, (byte) 0xff);
    assertFault("HB6003", "header", () -> readBytes("x.npy", bytes));
  }

  @Test
  void zipBombIsStoppedByTheStatedSize() throws IOException {
    String header = "{'descr': '|u1', 'fortran_order': False, 'shape': (1900000000,), }";
    byte[] archive = zip(List.of("x.npy"), npy(header, new byte[1 << 20]));
    assertFault(
        "HB6005",
        "limit",
        () ->
            TensorFiles.read(
                Files.write(folder.resolve("b.npz"), archive), new TensorLimits(1 << 24)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../etc/x.npy", "/abs/x.npy", "a\\b.npy", "\u0007.npy", ".npy"})
  void pathTricksAreRefused(String member) throws IOException {
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }";
    byte[] archive = zip(List.of(member), npy(header, new byte[4]));
    assertFault("HB6008", "name", () -> readBytes("x.npz", archive));
  }

  @Test
  void memberThatIsNoArrayIsRefused() throws IOException {
    byte[] archive = zip(List.of("readme.txt"), new byte[3]);
    assertFault("HB6008", "member", () -> readBytes("x.npz", archive));
  }

  @Test
  void emptyArchiveIsRefused() throws IOException {
    assertFault("HB6002", "0 arrays", () -> readBytes("x.npz", zip(List.of(), new byte[0])));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,8]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":1,\"data_offsets\":[0,4]}}",
        "{\"x\":{\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"x\":3}",
        "[]",
        "{",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}"
      })
  void badSafetensorsHeaders(String header) {
    assertFault("HB6003", "", () -> readBytes("x.safetensors", safetensors(header, new byte[4])));
  }

  @Test
  void deeplyNestedHeaderEndsInADiagnostic() {
    String header = "[".repeat(100_000);
    assertFault("HB6003", "", () -> readBytes("x.safetensors", safetensors(header, new byte[4])));
  }

  @Test
  void severalTensorsDoNotFitAnNpy() {
    assertFault("HB6002", "5 tensors", () -> TensorFiles.encode("x.npy", sample()));
  }

  @Test
  void nothingIsLeftOfAFailedWrite() throws IOException {
    assertThrows(
        DiagnosticException.class, () -> TensorFiles.write(folder.resolve("x.npy"), sample()));
    try (var files = Files.list(folder)) {
      assertFalse(files.findAny().isPresent());
    }
  }

  private SequencedMap<String, Tensor> readBytes(String name, byte[] bytes) throws IOException {
    return read(Files.write(folder.resolve(name), bytes));
  }

  private static SequencedMap<String, Tensor> read(Path file) {
    return TensorFiles.read(file, TensorLimits.DEFAULT);
  }

  private interface Action {
    Object run() throws IOException;
  }

  private static void assertFault(String code, String part, Action action) {
    DiagnosticException e = assertThrows(DiagnosticException.class, action::run);
    assertEquals(code, e.diagnostics().getFirst().code().code());
    assertEquals(true, String.valueOf(e.getMessage()).contains(part), e.getMessage());
    assertEquals(true, e.diagnostics().getFirst().help().isPresent());
  }

  private static byte[] npy(String header, byte[] data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    out.write(header.length() & 0xff);
    out.write(header.length() >> 8);
    out.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(data);
    return out.toByteArray();
  }

  private static byte[] safetensors(String header, byte[] data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] length =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, header.length()).array();
    out.writeBytes(length);
    out.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(data);
    return out.toByteArray();
  }

  private static byte[] zip(List<String> members, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String member : members) {
        zip.putNextEntry(new ZipEntry(member));
        zip.write(content);
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }
}
