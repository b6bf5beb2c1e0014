package dev.halfbyte.conformance.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The dictionary of a text format: the words and signs of its seeds, which a fuzzer inserts whole.
final class Words {
  private static final Pattern WORD =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]{1,30}|[0-9.]{2,12}|[^\\w\\s\\p{Cntrl}]{1,3}");

  private Words() {}

  /// In the format of libFuzzer, one quoted word a line.
  static String dictionary(List<byte[]> seeds) {
    SortedSet<String> words = new TreeSet<>();
    for (byte[] seed : seeds) {
      Matcher matcher = WORD.matcher(new String(seed, StandardCharsets.US_ASCII));
      while (matcher.find()) {
        words.add(matcher.group());
      }
    }
    StringBuilder dictionary = new StringBuilder();
    for (String word : words) {
      if (word.chars().allMatch(c -> c < 0x7f)) {
        String quoted = word.replace("\\", "\\\\").replace("\"", "\\\"");
        dictionary.append('"').append(quoted).append("\"\n");
      }
    }
    return dictionary.toString();
  }
}
