package dev.halfbyte.ir.text;

import dev.halfbyte.ir.Program;
import dev.halfbyte.source.Span;
import java.util.List;

/// A program read from text, with the place of each of its nodes.
///
/// @param nodeSpans by position in [Program#nodes]; nodes of a scan's body lie inside the scan's
public record ParsedProgram(Program program, List<Span> nodeSpans) {
  public ParsedProgram {
    nodeSpans = List.copyOf(nodeSpans);
  }
}
