package dev.halfbyte.frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.frontend.fault.FrontendCode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Each kind of fault, with its code and place; all faults of a file are found together.
final class ErrorsTest {
  /// Statements of [Sources#kernel], which begin on line 2, and the errors they give.
  private static Map<String, List<String>> statements() {
    Map<String, List<String>> cases = new LinkedHashMap<>();
    // Names.
    cases.put("return z", List.of("HB1101 2:8"));
    cases.put("return rleu(x)", List.of("HB1101 2:8"));
    cases.put("return x(y)", List.of("HB1106 2:8"));
    cases.put("z = x\nz = y\nreturn z", List.of("HB1102 3:1"));
    cases.put("x = y\nreturn x", List.of("HB1102 2:1"));
    cases.put("z[n] = x[n]\nreturn x", List.of("HB1102 2:3"));
    cases.put("z[i, i] = x[i]\nreturn x", List.of("HB1102 2:6"));
    cases.put("z[i] = sum[i](x[i])\nreturn z", List.of("HB1102 2:12"));
    cases.put("return z\nz = x", List.of("HB1101 2:8", "HB1403 3:1"));
    cases.put("return [i] => x[i] * i", List.of("HB1106 2:22"));
    cases.put("return [i] => n[i] * x[i]", List.of("HB1106 2:15"));
    cases.put("let z = sum[i](x[i])\nreturn x", List.of("HB1106 2:9"));
    // Arguments.
    cases.put("return relu(x, y)", List.of("HB1105 2:8"));
    cases.put("return clip(x, 0)", List.of("HB1105 2:8"));
    cases.put("return sum(x)", List.of("HB1105 2:8"));
    cases.put("return [i] => relu[i](x[i])", List.of("HB1105 2:20"));
    cases.put("return [i] => max[j](x[i], y[j])", List.of("HB1105 2:15"));
    // Shapes.
    cases.put("return x + a", List.of("HB1205 2:12"));
    cases.put("return [i] => a[i]", List.of("HB1205 2:15"));
    cases.put("return [i] => x[i, i]", List.of("HB1205 2:15"));
    cases.put("return a", List.of("HB1205 2:8"));
    cases.put("z[i: 3] = x[i]\nreturn x + z", List.of("HB1206 3:12"));
    cases.put("return [i: 3] => x[i]", List.of("HB1206 2:8"));
    cases.put("return [i: n - 5] => x[i]", List.of("HB1204 2:12"));
    cases.put("return [i: n * 0.5] => x[i]", List.of("HB1203 2:16"));
    cases.put("return [i: n / m] => x[i]", List.of("HB1203 2:16"));
    cases.put("return [i: n / 0] => x[i]", List.of("HB1203 2:16"));
    cases.put("return [i: 1 / 2] => x[i]", List.of("HB1203 2:12"));
    cases.put("return [i: x] => x[i]", List.of("HB1203 2:12"));
    cases.put("return [i: relu(n)] => x[i]", List.of("HB1203 2:12"));
    cases.put("return [i: n*n*n*n*n*n*n*n*n*n] => x[i]", List.of("HB1204 2:12"));
    // Indices.
    cases.put("return [i, j] => x[i]", List.of("HB1301 2:12"));
    cases.put("return [i] => sum[r](x[2*r + i else 0])", List.of("HB1301 2:9", "HB1301 2:19"));
    cases.put("return [i] => x[i] + sum[j](a[j, i])", List.of("HB1302 2:34"));
    cases.put("return [i] => x[i * i]", List.of("HB1303 2:17"));
    cases.put("return [i] => x[i * m]", List.of("HB1303 2:17"));
    cases.put("return [i] => x[i / 2]", List.of("HB1303 2:17"));
    cases.put("return [i] => x[x[i]]", List.of("HB1303 2:17"));
    cases.put("return [i: n] => x[i + 1]", List.of("HB1304 2:20"));
    cases.put("return [i: n] => x[i - 1]", List.of("HB1304 2:20"));
    cases.put("return [i] => x[i] + x[4]", List.of("HB1304 2:24"));
    cases.put("return [i] => x[i] where x[i] > 0", List.of("HB1305 2:26"));
    cases.put("return [i] => x[i] where i != 0", List.of("HB1305 2:26"));
    cases.put("return x where n > 5", List.of("HB1305 2:16"));
    cases.put("return [i] => relu(x[i] where i > 3)", List.of("HB1305 2:31"));
    cases.put("return [i: n] => x[i + 1 else 1]", List.of("HB1306 2:31"));
    // Functions along an index.
    cases.put("return softmax[i](x[i])", List.of("HB1101 2:16", "HB1101 2:21"));
    cases.put("return [i] => softmax(x[i])", List.of("HB1105 2:15"));
    cases.put("return [i] => softmax[i, i](x[i])", List.of("HB1105 2:15"));
    cases.put("return [i] => softmax[i](x[i], y[i])", List.of("HB1105 2:15"));
    cases.put("return [i] => softmax[i: n](x[i])", List.of("HB1001 2:26"));
    cases.put("return [i] => softmax[n](x[i])", List.of("HB1106 2:23"));
    cases.put(
        "z[i, j] = softmax[j](x[i] + 0 * a[i, 0])\nreturn [i] => z[i, 0]", List.of("HB1307 2:22"));
    cases.put("return [i] => softmax[i](q[i])", List.of("HB1401 2:15"));
    cases.put("return [i] => layernorm[i](x[i], y[i])", List.of("HB1105 2:15"));
    cases.put("return [i] => rmsnorm[i](x[i], y[i], 1, 1)", List.of("HB1105 2:15"));
    cases.put("return [i] => rmsnorm[i](x[i], y[i], 0)", List.of("HB1401 2:38"));
    cases.put("return [i] => rmsnorm[i](x[i], y[i], y[i])", List.of("HB1401 2:38"));
    cases.put("return [i] => rmsnorm[i](x[i], q[i])", List.of("HB1401 2:15"));
    cases.put("return [i] => rmsnorm[i](x[i] where i > 2, y[i])", List.of("HB1305 2:37"));
    cases.put("return [i] => sum[j](rmsnorm[i](x[i], a[i, j]))", List.of("HB1307 2:39"));
    // Types.
    cases.put("return x * q", List.of("HB1401 2:8"));
    cases.put("return sqrt(q)", List.of("HB1401 2:8"));
    cases.put("return silu(q)", List.of("HB1401 2:8"));
    cases.put("return q / 2", List.of("HB1401 2:8"));
    cases.put("return q + 0.5", List.of("HB1401 2:12"));
    cases.put("return q", List.of("HB1401 2:8"));
    cases.put("return clip(x, 1, 0)", List.of("HB1401 2:8"));
    cases.put("return clip(x, 0, y)", List.of("HB1401 2:19"));
    // Results.
    cases.put("z = x", List.of("HB1403 3:1"));
    cases.put("return x, y", List.of("HB1403 2:1"));
    // Not yet.
    cases.put("return append(x, y)", List.of("HB1501 2:8"));
    cases.put(
        "z[i, j] = a[i, j] where j <= i\nu[i, j] = rmsnorm[j](z[i, j], 1)\nreturn [i] => u[i, 0]",
        List.of("HB1501 3:22"));
    cases.put("z[i] = x[i] where i > 0\nreturn [i] => z[i else 0]", List.of("HB1501 3:24"));
    // Text.
    cases.put("return x +", List.of("HB1001 3:1"));
    cases.put("return x $ y", List.of("HB1002 2:10", "HB1001 3:1"));
    cases.put("return x /* y", List.of("HB1003 2:10"));
    cases.put("return 8x", List.of("HB1004 2:8"));
    cases.put("return x * 1e60", List.of("HB1004 2:12"));
    cases.put("return x * 99999999999999999999", List.of("HB1004 2:12"));
    return cases;
  }

  /// Whole files and the errors and warnings they give.
  private static Map<String, List<String>> files() {
    Map<String, List<String>> cases = new LinkedHashMap<>();
    String rest = "(x: f32[n]) -> f32[n] { return x }";
    cases.put("kernel k[n: 5..4]" + rest, List.of("HB1201 1:13"));
    cases.put("kernel k[n: 5..32 step 4]" + rest, List.of("HB1201 1:13"));
    cases.put("kernel k[m, n: 1..4 = m](x: f32[m]) -> f32[n] { return x }", List.of("HB1201 1:16"));
    cases.put("kernel k[n, m]" + rest, List.of("HB1202 1:13"));
    cases.put("kernel k[n, n]" + rest, List.of("HB1102 1:13"));
    cases.put(
        "kernel k[n](x: f32[n - 2]) -> f32[n] { return [i: n] => x[i else 0] }",
        List.of("HB1204 1:20"));
    cases.put("kernel k(x: f23[4]) -> f32[4] { return x }", List.of("HB1402 1:13"));
    cases.put("kernel k(x: s33[4]) -> f32[4] { return x }", List.of("HB1402 1:13"));
    cases.put("kernel k[n](state x: f32[n]) -> f32[n] { return x }", List.of("HB1501 1:19"));
    cases.put(
        "kernel k[n](x, y: f32[n]) -> f32[n] { z = y let t = 2 return x }",
        List.of("HB1103 1:39", "HB1103 1:49"));
    cases.put("kernel k[n](x, _y: f32[n]) -> f32[n] { return x }", List.of());
    cases.put("fn f(a, b) = a kernel k[n]" + rest, List.of("HB1103 1:4", "HB1103 1:9"));
    cases.put("fn relu(a) = a kernel k[n]" + rest, List.of("HB1102 1:4"));
    cases.put(
        "fn f(a) = f(a) kernel k[n](x: f32[n]) -> f32[n] { return f(x) }", List.of("HB1104 1:4"));
    cases.put(
        "fn f(a) = b kernel k[n](x: f32[n]) -> f32[n] { return f(x) }", List.of("HB1101 1:11"));
    cases.put(
        "fn f(a) = a kernel k[n](x: f32[n]) -> f32[n] { return f(x, x) }", List.of("HB1105 1:55"));
    cases.put(
        "fn f(a) = a[0] kernel k[n](x: f32[n]) -> f32[n] { return [i] => x[i] * f(x[i]) }",
        List.of("HB1205 1:11"));
    cases.put(
        "fn f(a)[i] = a[i] kernel k[n](x: f32[n]) -> f32[n] { return [i] => x[i] * f(x) }",
        List.of("HB1205 1:75"));
    cases.put("fn f(a) { b = a } kernel k[n]" + rest, List.of("HB1403 1:17"));
    cases.put("fn f(a) { return a, a } kernel k[n]" + rest, List.of("HB1403 1:23"));
    cases.put("fn f(a) { return a b = a } kernel k[n]" + rest, List.of("HB1403 1:26"));
    cases.put("fn f(a) { a = a return a } kernel k[n]" + rest, List.of("HB1102 1:11"));
    cases.put("fn f(a) { b = c return b } kernel k[n]" + rest, List.of("HB1101 1:15"));
    cases.put(
        "fn f(a) { b = a c = a return b } kernel k[n](x: f32[n]) -> f32[n] { return f(x) }",
        List.of("HB1103 1:17"));
    cases.put(
        "fn f(a) { b = f(a) return b } kernel k[n](x: f32[n]) -> f32[n] { return f(x) }",
        List.of("HB1104 1:4"));
    cases.put("kernel k[n]" + rest + " kernel k[n]" + rest, List.of("HB1102 1:54"));
    cases.put("numerics a for b { default act s8 }", List.of("HB1101 1:16"));
    cases.put("numerics a { default act q8 }", List.of("HB1601 1:26"));
    cases.put("numerics a { calibrate minmax calibrate minmax }", List.of("HB1601 1:31"));
    cases.put("numerics a { encoding s8 = u4 log2() }", List.of("HB1102 1:23"));
    cases.put("numerics a { encoding e = u4 log2(step = 1/0) }", List.of("HB1004 1:42"));
    cases.put("hardware h { clock 1 MHZ }", List.of("HB1701 1:22"));
    cases.put("hardware h { array a 1 x 1 x 1 { wieght s4 } }", List.of("HB1701 1:34"));
    cases.put("hardware h { port a axi }", List.of("HB1701 1:21"));
    cases.put("hardware h { mem a 1 KiB mem a 1 KiB }", List.of("HB1102 1:30"));
    cases.put("hardware h { array a 0 x 1 x 1 { acc 24 } }", List.of("HB1004 1:22"));
    return cases;
  }

  /// Statements of a kernel over `x: f32[n]`, `q: s8[n]`, `w, v: f32[l, n]`, `u: f32[m, n]` and `s:
  /// f32` beside the functions `step(h, e)` and `rows(h, e)`, and the errors that they give.
  private static Map<String, List<String>> scans() {
    Map<String, List<String>> cases = new LinkedHashMap<>();
    cases.put("return scan(step, x, w)", List.of());
    cases.put("return x + scan(step, x * x, 2 * w)", List.of());
    cases.put("return scan(step)", List.of("HB1105 4:8"));
    cases.put("return scan[i](step, x, w)", List.of("HB1105 4:8"));
    cases.put("return scan(step, x, w, v)", List.of("HB1105 4:8"));
    cases.put("return scan(stpe, x, w)", List.of("HB1101 4:13"));
    cases.put("return scan(x, x, w)", List.of("HB1106 4:13"));
    cases.put("return scan(relu, x, w)", List.of("HB1106 4:13"));
    cases.put("return scan(step(x, x), x, w)", List.of("HB1106 4:13"));
    cases.put("return scan(step, 1, w)", List.of("HB1106 4:19"));
    cases.put("return scan(step, x, 1)", List.of("HB1106 4:8"));
    cases.put("return scan(step, x, z)", List.of("HB1101 4:22"));
    cases.put("return scan(step, x, s)", List.of("HB1205 4:22"));
    cases.put("return scan(three, x, w, u)", List.of("HB1206 4:26"));
    cases.put("return scan(step, w[0], x)", List.of());
    cases.put("return scan(step, x, u[0])", List.of());
    cases.put("return scan(step, s, x)", List.of("HB1205 4:8"));
    cases.put("return scan(rows, x, w)", List.of("HB1206 4:8"));
    cases.put("return [i] => sum[j](scan(step, w[j], w))", List.of("HB1106 4:35"));
    cases.put("z[i] = x[i] where i > 0\nreturn scan(step, z, w)", List.of("HB1305 5:19"));
    cases.put("return scan(masked, x, w)", List.of("HB1305 4:8"));
    cases.put("return scan(step, q, w)", List.of("HB1401 1:17"));
    return cases;
  }

  @TestFactory
  Stream<DynamicTest> scanErrors() {
    return scans().entrySet().stream()
        .map(c -> {
          String text =
              """
              fn step(h, e) = h + e  fn rows(h, e)[i: 2] = h[i] + e[i]  fn three(h, e, f) = h + e + f
              fn masked(h, e)[i] = h[i] * e[i] where i > 1
              kernel k[n: 2..64, m, l](x: f32[n], q: s8[n], w, v: f32[l, n], u: f32[m, n], s: f32) -> f32[n] {
              %s
              }
              """
                  .formatted(c.getKey());
          return DynamicTest.dynamicTest(
              c.getKey(),
              () ->
                  assertEquals(
                      c.getValue(),
                      Sources.codes(text).stream().filter(e -> !e.startsWith("HB1103")).toList(),
                      () -> Sources.rendered(text)));
        });
  }

  @TestFactory
  Stream<DynamicTest> statementErrors() {
    return statements().entrySet().stream()
        .map(c ->
            DynamicTest.dynamicTest(
                c.getKey(),
                () ->
                    assertEquals(
                        c.getValue(),
                        Sources.errors(c.getKey()),
                        () -> Sources.rendered(Sources.kernel(c.getKey())))));
  }

  @TestFactory
  Stream<DynamicTest> fileErrors() {
    return files().entrySet().stream()
        .map(c ->
            DynamicTest.dynamicTest(
                c.getKey(),
                () ->
                    assertEquals(
                        c.getValue(),
                        Sources.codes(c.getKey()),
                        () -> Sources.rendered(c.getKey()))));
  }

  /// HostileTest has the others.
  private static final Set<FrontendCode> ELSEWHERE =
      Set.of(
          FrontendCode.NESTING,
          FrontendCode.TOO_LARGE,
          FrontendCode.TOO_MANY,
          FrontendCode.EXPANSION);

  @Test
  void everyCodeHasACase() {
    Set<String> seen =
        Stream.of(statements(), files(), scans())
            .flatMap(cases -> cases.values().stream())
            .flatMap(List::stream)
            .map(c -> c.substring(0, 6))
            .collect(Collectors.toCollection(TreeSet::new));
    List<FrontendCode> missing =
        Arrays.stream(FrontendCode.values())
            .filter(c -> !ELSEWHERE.contains(c) && !seen.contains(c.code()))
            .toList();
    assertEquals(List.of(), missing);
  }

  @Test
  void codesAreUniqueAndTitled() {
    List<String> codes = Arrays.stream(FrontendCode.values()).map(FrontendCode::code).toList();
    assertEquals(codes.stream().distinct().sorted().toList(), codes);
    assertTrue(codes.stream().allMatch(c -> c.matches("HB1\\d{3}")));
    assertTrue(Arrays.stream(FrontendCode.values()).noneMatch(c -> c.title().isBlank()));
  }

  @Test
  void allErrorsOfAFileAreReportedTogether() {
    String text =
        """
        fn f(a) = b
        kernel one[n](x: f32[n]) -> f32[n] { return x + }
        kernel two[n](x: f32[n]) -> f32[n] {
          y[i] = x[i + 1]
          z = rleu(x)
          return y + z + f(x)
        }
        hardware h { clock 1 parsec }
        """;
    assertEquals(
        List.of("HB1101 1:11", "HB1001 2:49", "HB1301 4:5", "HB1101 5:7", "HB1701 8:22"),
        Sources.codes(text));
  }

  @Test
  void aFaultyNameCausesNoFurtherErrors() {
    assertEquals(List.of("HB1101 2:5"), Sources.errors("z = w\nu[i] = z[i] + x[i]\nreturn u + z"));
  }
}
