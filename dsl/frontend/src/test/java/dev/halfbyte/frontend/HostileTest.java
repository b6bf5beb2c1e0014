package dev.halfbyte.frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.source.CaretRenderer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Whatever the text, the answer is a list of diagnostics, soon.
final class HostileTest {
  private static final int MEGA = 1_000_000;

  /// The text and the first code that it gives.
  private static Map<String, Map.Entry<String, String>> cases() {
    Map<String, Map.Entry<String, String>> cases = new LinkedHashMap<>();
    cases.put("more than a megabyte", Map.entry(" ".repeat(1 << 21), "HB1006"));
    cases.put("too many words", Map.entry("a ".repeat(MEGA / 2), "HB1006"));
    cases.put("a megabyte of brackets", Map.entry(body("(".repeat(MEGA) + "x"), "HB1005"));
    cases.put(
        "closed brackets", Map.entry(body("(".repeat(500) + "x" + ")".repeat(500)), "HB1005"));
    cases.put(
        "nested subscripts", Map.entry(body("x[".repeat(300) + "0" + "]".repeat(300)), "HB1005"));
    cases.put(
        "nested calls", Map.entry(body("relu(".repeat(300) + "x" + ")".repeat(300)), "HB1005"));
    cases.put("a chain of minus signs", Map.entry(body("-".repeat(100_000) + "x"), "HB1005"));
    cases.put("a chain of sums", Map.entry(body("x" + " + x".repeat(90_000)), "HB1005"));
    cases.put("a huge integer", Map.entry(body("x * " + "9".repeat(MEGA)), "HB1004"));
    cases.put("a long fraction", Map.entry(body("x * 0." + "9".repeat(MEGA)), "HB1004"));
    cases.put("a huge exponent", Map.entry(body("x * 1e999999999999"), "HB1004"));
    cases.put(
        "a huge bound",
        Map.entry("kernel k[n: 1..99999999999999999](x: f32[n]) -> f32[n] { return x }", "HB1004"));
    cases.put(
        "a huge encoding number", Map.entry("numerics a { calibrate p(1e999999999) }", "HB1004"));
    cases.put("an open comment", Map.entry("/*" + " /* ".repeat(MEGA / 5), "HB1003"));
    cases.put(
        "strange characters",
        Map.entry("\u0000\u202e\ud800\udfff\uffff\u00e9".repeat(MEGA / 10), "HB1002"));
    cases.put("a long name", Map.entry("a".repeat(MEGA), "HB1001"));
    cases.put("a long line of errors", Map.entry("kernel ".repeat(MEGA / 10), "HB1001"));
    cases.put("many unknown names", Map.entry(many(9_000, "fn f%d(a) = a%d\n"), "HB1101"));
    cases.put("many equal names", Map.entry("fn f(a) = a\n".repeat(15_000), "HB1102"));
    cases.put("many unknown functions", Map.entry(many(9_000, "fn f%d(a) = g%d(a)\n"), "HB1101"));
    cases.put(
        "a ring of functions",
        Map.entry(many(9_000, "fn f%d(a) = f%d(a)\n") + "fn f9000(a) = f0(a)", "HB1104"));
    cases.put(
        "many axes",
        Map.entry("kernel k(x: f32[1" + ",1".repeat(50_000) + "]) -> f32 { return x }", "HB1205"));
    cases.put(
        "many indices", Map.entry(body("sum[i" + ", i".repeat(50_000) + "](x[i])"), "HB1205"));
    cases.put("squares of quotients", Map.entry(lets("a%d = (a%d * a%d + n) / 3"), "HB1204"));
    cases.put("nested quotients", Map.entry(lets("a%d = (a%d + a%d + n * n + 1) / 3"), "HB1204"));
    cases.put("closing brackets", Map.entry(")]}".repeat(50_000), "HB1001"));
    return cases;
  }

  private static String many(int count, String format) {
    return IntStream.range(0, count)
        .mapToObj(i -> format.formatted(i, i + 1))
        .collect(Collectors.joining());
  }

  private static String lets(String format) {
    String lets =
        IntStream.range(1, 2000)
            .mapToObj(i -> "let " + format.formatted(i, i - 1, i - 1) + "\n")
            .collect(Collectors.joining());
    return "kernel k[n](x: f32[n]) -> f32[n] {\nlet a0 = n\n" + lets + "return x\n}\n";
  }

  private static String body(String value) {
    return "kernel k[n](x: f32[n]) -> f32[n] {\n  return " + value + "\n}\n";
  }

  @TestFactory
  Stream<DynamicTest> endsInDiagnostics() {
    return cases().entrySet().stream()
        .map(c ->
            DynamicTest.dynamicTest(
                c.getKey(), () -> check(c.getValue().getKey(), c.getValue().getValue())));
  }

  private static void check(String text, String code) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          FrontendResult result = Frontend.check(Sources.file(text));
          assertTrue(result.module().isEmpty());
          assertTrue(
              result.diagnostics().stream().anyMatch(d -> d.code().code().equals(code)),
              () -> CaretRenderer.render(result.diagnostics()));
          assertTrue(result.diagnostics().size() <= 101);
          assertTrue(CaretRenderer.render(result.diagnostics()).length() < 100_000);
        });
  }

  /// As deep as axes allow: each level of scans takes one.
  @Test
  void scansThatDoubleAreBounded() {
    String functions =
        IntStream.range(1, 16)
            .mapToObj(i ->
                "fn f%d(h, w) { a = scan(f%d, h, w) return scan(f%d, a, w) }\n"
                    .formatted(i, i - 1, i - 1))
            .collect(Collectors.joining());
    String kernel =
        "kernel k[n](x: f32[n], w: f32[n"
            + ", n".repeat(15)
            + "]) -> f32[n] { return scan(f15, x, w) }";
    List<String> codes = Sources.codes("fn f0(h, w) = h + w\n" + functions + kernel);
    assertEquals(List.of("HB1107"), codes.stream().map(c -> c.substring(0, 6)).toList());
  }

  @Test
  void functionsThatDoubleAreBounded() {
    String functions =
        IntStream.range(1, 40)
            .mapToObj(i -> "fn f%d(x) = f%d(f%d(x))\n".formatted(i, i - 1, i - 1))
            .collect(Collectors.joining());
    String text = "fn f0(x) = x + x\n" + functions + body("f39(x)");
    List<String> codes = Sources.codes(text);
    assertEquals(List.of("HB1107"), codes.stream().map(c -> c.substring(0, 6)).toList());
  }

  @Test
  void functionsThatCallEachOtherOftenAreBounded() {
    String functions =
        IntStream.range(1, 60)
            .mapToObj(i -> "fn f%d(x) = f%d(x) + f%d(x)\n".formatted(i, i - 1, i - 1))
            .collect(Collectors.joining());
    String text = "fn f0(x)[i] = x[i]\n" + functions + body("f59(x)");
    List<String> codes = Sources.codes(text);
    assertEquals(List.of("HB1107"), codes.stream().map(c -> c.substring(0, 6)).toList());
  }

  @Test
  void deepFunctionsInDeepFunctionsAreBounded() {
    String functions =
        IntStream.range(1, 60)
            .mapToObj(i -> "fn f%d(x) = f%d(x)%s\n".formatted(i, i - 1, " + 1".repeat(150)))
            .collect(Collectors.joining());
    String text = "fn f0(x) = x\n" + functions + body("f59(x)");
    assertEquals(
        List.of("HB1107"), Sources.codes(text).stream().map(c -> c.substring(0, 6)).toList());
  }

  @Test
  void theLimitsFitASmallStack() throws InterruptedException {
    String deep = "relu(".repeat(98) + "x" + ")".repeat(98);
    String wide = "x" + " + x".repeat(190);
    List<List<String>> codes = new java.util.concurrent.CopyOnWriteArrayList<>();
    Runnable check = () -> List.of(deep, wide).forEach(v -> codes.add(Sources.codes(body(v))));
    Thread thread = new Thread(null, check, "small stack", 512 << 10);
    thread.start();
    thread.join();
    assertEquals(List.of(List.of(), List.of()), codes);
  }

  @Test
  void furtherErrorsAreCounted() {
    String text = body("x") + "fn f(a) = " + "b + ".repeat(150) + "a\n";
    List<String> codes = Sources.codes(text);
    assertEquals(101, codes.size());
    assertEquals("HB1007", codes.getLast());
  }

  @Test
  void damagedExamplesNeverThrow() {
    Random random = new Random(1);
    String alphabet = "(){}[];:,.+-*/<>=|%\"'\\ \n\t0x9aé\0";
    for (var path : Sources.examples()) {
      String text = Sources.read(path);
      for (int i = 0; i < 150; i++) {
        StringBuilder damaged = new StringBuilder(text);
        for (int j = 0; j <= random.nextInt(4); j++) {
          int at = random.nextInt(damaged.length());
          switch (random.nextInt(3)) {
            case 0 -> damaged.deleteCharAt(at);
            case 1 -> damaged.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
            default -> damaged.setLength(Math.max(1, at));
          }
        }
        FrontendResult result = Frontend.check(Sources.file(damaged.toString()));
        boolean failed = result.diagnostics().stream().anyMatch(d -> d.isError());
        assertEquals(failed, result.module().isEmpty());
        assertFalse(failed && CaretRenderer.render(result.diagnostics()).isEmpty());
      }
    }
  }
}
