package dev.halfbyte.conformance.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A change of source text wherever it occurs in one file.
///
/// @param file below the root of the checkout
/// @param find text to be replaced; a blank stands for any white space, `$1` .. `$9` for a word
///   each, the same number for the same word
/// @param replacement what to put there, with the same words
public record Patch(String file, String find, String replacement) {
  private static final Pattern HOLE = Pattern.compile("\\$([1-9])|( +)");

  /// Where the patch can be made in `text`, the content of its file.
  List<Site> sites(String text) {
    List<Site> sites = new ArrayList<>();
    Matcher matcher = pattern().matcher(text);
    while (matcher.find()) {
      sites.add(new Site(file, text, matcher.start(), matcher.end(), filled(matcher)));
    }
    return sites;
  }

  private Pattern pattern() {
    StringBuilder regex = new StringBuilder();
    StringBuilder seen = new StringBuilder();
    Matcher holes = HOLE.matcher(find);
    int from = 0;
    while (holes.find()) {
      regex.append(Pattern.quote(find.substring(from, holes.start())));
      String number = holes.group(1);
      if (number == null) {
        regex.append("\\s+");
      } else if (seen.indexOf(number) >= 0) {
        regex.append("\\k<w").append(number).append('>');
      } else {
        regex.append("(?<w").append(number).append(">\\w+)");
        seen.append(number);
      }
      from = holes.end();
    }
    return Pattern.compile(regex + Pattern.quote(find.substring(from)));
  }

  private String filled(Matcher found) {
    return Pattern.compile("\\$([1-9])")
        .matcher(replacement)
        .replaceAll(hole -> Matcher.quoteReplacement(found.group("w" + hole.group(1))));
  }
}
