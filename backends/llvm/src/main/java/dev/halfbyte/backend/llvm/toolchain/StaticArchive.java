package dev.halfbyte.backend.llvm.toolchain;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A System V `ar` archive of one object with its symbol index; no dates, owners or paths.
public final class StaticArchive {
  private static final int HEADER_BYTES = 60;
  private static final int NAME_LIMIT = 15;

  private StaticArchive() {}

  /// @param member file name of the object, e.g. `mlp.o`
  /// @param symbols global symbols that `object` defines, in the order of the index
  public static byte[] of(String member, byte[] object, List<String> symbols) {
    byte[] longNames =
        member.length() <= NAME_LIMIT ? new byte[0] : (member + "/\n").getBytes(UTF_8);
    byte[] names = (String.join("\0", symbols) + "\0").getBytes(UTF_8);
    int indexBytes = 4 + 4 * symbols.size() + names.length;
    int objectOffset = 8 + HEADER_BYTES + even(indexBytes);
    if (longNames.length > 0) {
      objectOffset += HEADER_BYTES + even(longNames.length);
    }
    ByteBuffer index = ByteBuffer.allocate(indexBytes);
    index.putInt(symbols.size());
    for (int i = 0; i < symbols.size(); i++) {
      index.putInt(objectOffset);
    }
    index.put(names);

    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("!<arch>\n".getBytes(UTF_8));
    member(out, "/", index.array());
    if (longNames.length > 0) {
      member(out, "//", longNames);
      member(out, "/0", object);
    } else {
      member(out, member + "/", object);
    }
    return out.toByteArray();
  }

  private static final java.nio.charset.Charset UTF_8 = StandardCharsets.UTF_8;

  private static void member(ByteArrayOutputStream out, String name, byte[] content) {
    String header =
        "%-16s%-12d%-6d%-6d%-8s%-10d`\n".formatted(name, 0, 0, 0, "100644", content.length);
    out.writeBytes(header.getBytes(UTF_8));
    out.writeBytes(content);
    if (content.length % 2 != 0) {
      out.write('\n');
    }
  }

  private static int even(int bytes) {
    return bytes + bytes % 2;
  }
}
