package dev.halfbyte.passes;

import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import dev.halfbyte.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the text spelling of a pipeline:
///
/// ```
/// pipeline = step {"," step}
/// step     = "fix" "(" pipeline ")" | word ["(" word {"," word} ")"]
/// ```
final class PipelineParser {
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_./=+-]+");
  private static final int DEEPEST = 8;

  private final String text;
  private int at;

  PipelineParser(String text) {
    this.text = text;
  }

  Pipeline parse() {
    List<Pipeline.Step> steps = steps(0);
    if (at < text.length()) {
      throw fault("expected `,` or the end");
    }
    return new Pipeline(steps);
  }

  private List<Pipeline.Step> steps(int depth) {
    List<Pipeline.Step> steps = new ArrayList<>();
    do {
      steps.add(step(depth));
    } while (accept(','));
    return steps;
  }

  private Pipeline.Step step(int depth) {
    String name = word();
    if (!name.equals("fix")) {
      return new Pipeline.Apply(name, accept('(') ? arguments() : List.of());
    }
    if (depth == DEEPEST) {
      throw fault("`fix` nested more than " + DEEPEST + " deep");
    }
    expect('(');
    List<Pipeline.Step> steps = steps(depth + 1);
    expect(')');
    return new Pipeline.Fix(steps);
  }

  private List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    do {
      arguments.add(word());
    } while (accept(','));
    expect(')');
    return arguments;
  }

  private String word() {
    skipBlanks();
    Matcher matcher = WORD.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      throw fault("expected a name");
    }
    at = matcher.end();
    skipBlanks();
    return matcher.group();
  }

  private void expect(char c) {
    if (!accept(c)) {
      throw fault("expected `" + c + "`");
    }
  }

  private boolean accept(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      skipBlanks();
      return true;
    }
    return false;
  }

  private void skipBlanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private DiagnosticException fault(String message) {
    SourceFile source = SourceFile.of("--passes", text);
    int start = Math.min(at, Math.max(0, text.length() - 1));
    Span place = new Span(source, start, Math.min(text.length(), start + 1));
    return new DiagnosticException(
        Diagnostic.error(PassCode.PIPELINE_SYNTAX, place, message)
            .help("a pipeline looks like `validate,fix(simplify,cse),quantize(w4a4),seal`"));
  }
}
