package dev.halfbyte.backend.llvm.toolchain;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A System V `ar` archive of objects with its symbol index; no dates, owners or paths.
public final class StaticArchive {
  private static final String MAGIC = "!<arch>\n";
  private static final int HEADER_BYTES = 60;
  private static final int NAME_LIMIT = 15;

  private StaticArchive() {}

  /// One object.
  ///
  /// @param name file name, e.g. `mlp.avx2.o`
  /// @param content not to be changed
  /// @param symbols global symbols that it defines, in the order of the index
  @SuppressWarnings("ArrayRecordComponent") // a copy of a whole object would be wasteful
  public record Member(String name, byte[] content, List<String> symbols) {
    public Member {
      symbols = List.copyOf(symbols);
    }

    private boolean isLong() {
      return name.length() > NAME_LIMIT;
    }
  }

  /// The archive of `members` in this order.
  public static byte[] of(List<Member> members) {
    byte[] longNames = longNames(members);
    List<String> symbols = members.stream().flatMap(member -> member.symbols.stream()).toList();
    byte[] names = padded(String.join("\0", symbols) + "\0", '\0');
    int indexBytes = 4 + 4 * symbols.size() + names.length;
    int first = MAGIC.length() + HEADER_BYTES + even(indexBytes);
    first += longNames.length == 0 ? 0 : HEADER_BYTES + even(longNames.length);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(MAGIC.getBytes(StandardCharsets.UTF_8));
    append(out, "/", index(members, first, indexBytes, names));
    if (longNames.length > 0) {
      append(out, "//", longNames);
    }
    int nameOffset = 0;
    for (Member member : members) {
      append(out, member.isLong() ? "/" + nameOffset : member.name + "/", member.content);
      nameOffset += member.isLong() ? member.name.length() + 2 : 0;
    }
    return out.toByteArray();
  }

  /// For each symbol the offset of its object, then their names.
  private static byte[] index(List<Member> members, int first, int bytes, byte[] names) {
    List<Integer> offsets = new ArrayList<>();
    int offset = first;
    for (Member member : members) {
      for (int i = 0; i < member.symbols.size(); i++) {
        offsets.add(offset);
      }
      offset = Math.addExact(offset, HEADER_BYTES + even(member.content.length));
    }
    ByteBuffer index = ByteBuffer.allocate(bytes).putInt(offsets.size());
    offsets.forEach(index::putInt);
    return index.put(names).array();
  }

  /// The table that holds names too long for a header.
  private static byte[] longNames(List<Member> members) {
    StringBuilder names = new StringBuilder();
    members.stream().filter(Member::isLong).forEach(m -> names.append(m.name).append("/\n"));
    return padded(names.toString(), '\n');
  }

  /// Of even length with its padding counted, which `readelf` insists on for both tables.
  private static byte[] padded(String text, char padding) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(bytes, even(bytes.length));
    Arrays.fill(padded, bytes.length, padded.length, (byte) padding);
    return padded;
  }

  private static void append(ByteArrayOutputStream out, String name, byte[] content) {
    String header =
        "%-16s%-12d%-6d%-6d%-8s%-10d`\n".formatted(name, 0, 0, 0, "100644", content.length);
    out.writeBytes(header.getBytes(StandardCharsets.UTF_8));
    out.writeBytes(content);
    if (content.length % 2 != 0) {
      out.write('\n');
    }
  }

  private static int even(int bytes) {
    return bytes + bytes % 2;
  }
}
