package dev.halfbyte.driver.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The Python dictionary in front of an npy array.
record NpyHeader(String descr, List<Long> shape) {
  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']{1,16})'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9, L]{0,400})\\)");

  static NpyHeader parse(String text, Faults faults) {
    String descr = find(DESCR, text, faults, "a plain dtype");
    if (find(ORDER, text, faults, "fortran_order").equals("True")) {
      throw faults.fault(
          TensorFileCode.FORTRAN_ORDER,
          "column-major array",
          "save numpy.ascontiguousarray(x) instead");
    }
    String shape = find(SHAPE, text, faults, "a shape");
    String[] extents =
        Arrays.stream(shape.split(",", -1))
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .toArray(String[]::new);
    if (extents.length > 16) {
      throw faults.badHeader("rank " + extents.length);
    }
    try {
      return new NpyHeader(descr, Arrays.stream(extents).map(NpyHeader::extent).toList());
    } catch (NumberFormatException e) {
      throw faults.badHeader("shape (" + shape + ")");
    }
  }

  private static Long extent(String text) {
    return Long.valueOf(text.endsWith("L") ? text.substring(0, text.length() - 1) : text);
  }

  private static String find(Pattern pattern, String text, Faults faults, String what) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw faults.badHeader("no " + what + " in the npy header");
    }
    return matcher.group(1);
  }
}
