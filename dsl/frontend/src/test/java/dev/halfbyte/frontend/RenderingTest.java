package dev.halfbyte.frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.halfbyte.source.JsonRenderer;
import org.junit.jupiter.api.Test;

/// How faults look to a user.
final class RenderingTest {
  @Test
  void clashShowsBothPlaces() {
    assertEquals(
        """
        t.hb:3:26: error HB1302: the index `i` runs to `m` here and to `n` elsewhere
          3 |   return [i] => x[i] + y[i]
            |                          ^
          t.hb:3:19: axis 0 of `x`
          3 |   return [i] => x[i] + y[i]
            |                   -
        """,
        Sources.rendered(
            """
            // A clash.
            kernel k[n, m](x: f32[n], y: f32[m]) -> f32[n] {
              return [i] => x[i] + y[i]
            }
            """));
  }

  @Test
  void boundsShowTheDeclarationAndTheWayOut() {
    assertEquals(
        """
        t.hb:2:25: error HB1304: the subscript `i + r` of axis 0 of `x` goes up to `n + 1`, the axis ends at `n - 1`
          2 |   y[i: n] = sum[r: 3](x[i + r])
            |                         ^^^^^
          t.hb:1:13: declared with the extent `n`
          1 | kernel k[n](x: f32[n]) -> f32[n] {
            |             -
          help: narrow the index (`i: extent`), or read 0 outside: `x[i + 1 else 0]`
        """,
        Sources.rendered(
            """
            kernel k[n](x: f32[n]) -> f32[n] {
              y[i: n] = sum[r: 3](x[i + r])
              return y
            }
            """));
  }

  @Test
  void faultsInFunctionsShowTheCall() {
    assertEquals(
        """
        t.hb:1:19: error HB1401: `sqrt` takes f32
          1 | fn root(a) = relu(sqrt(a))
            |                   ^^^^^^^
          t.hb:3:15: `s32`
          3 |   return root(q)
            |               -
          t.hb:3:10: in this call of `root`
          3 |   return root(q)
            |          -------
        """,
        Sources.rendered(
            """
            fn root(a) = relu(sqrt(a))
            kernel k[n](q: s8[n]) -> s32[n] {
              return root(q)
            }
            """));
  }

  @Test
  void unknownNamesComeWithASuggestion() {
    assertEquals(
        """
        t.hb:1:43: error HB1101: unknown function `sofmax`
          1 | kernel k[n](x: f32[n]) -> f32[n] { return sofmax[i](x[i]) }
            |                                           ^^^^^^
          help: did you mean `softmax`?
        """,
        Sources.rendered("kernel k[n](x: f32[n]) -> f32[n] { return sofmax[i](x[i]) }"));
  }

  @Test
  void syntaxErrorsSayWhatWouldBeRight() {
    assertEquals(
        """
        t.hb:1:12: error HB1001: expected `,` or `:`, found `f32`
          1 | kernel k(x f32[4]) -> f32[4] { return x }
            |            ^^^
        """,
        Sources.rendered("kernel k(x f32[4]) -> f32[4] { return x }"));
  }

  @Test
  void jsonHasCodePlaceLabelsAndHelp() {
    String text =
        JsonRenderer.render(
            Frontend.check(Sources.file("kernel k[n](x: f32[4]) -> f32[4] { return x }"))
                .diagnostics());
    JsonObject json = JsonParser.parseString(text).getAsJsonArray().get(0).getAsJsonObject();
    assertEquals("HB1202", json.get("code").getAsString());
    assertEquals("error", json.get("severity").getAsString());
    JsonObject start = json.getAsJsonObject("span").getAsJsonObject("start");
    assertEquals(10, start.get("column").getAsInt());
    assertEquals(
        "use it alone as the extent of an axis, or define it by an equation: `n = ...`",
        json.get("help").getAsString());
  }
}
