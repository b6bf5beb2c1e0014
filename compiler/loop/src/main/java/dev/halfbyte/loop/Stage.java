package dev.halfbyte.loop;

import dev.halfbyte.ir.Dim;
import java.util.List;

/// A parallel loop. Its iterations are independent: they run in any order, on any thread, and give
/// the same bits.
///
/// @param name unique in the program, also a legal identifier
/// @param origin what it computes and where in the source that stands, for reports
/// @param scratch buffers of one iteration; their first read follows a write
public record Stage(
    String name,
    String origin,
    LoopVariable parallel,
    Dim extent,
    List<Buffer> scratch,
    List<Statement> body)
    implements Step {
  public Stage {
    scratch = List.copyOf(scratch);
    body = List.copyOf(body);
  }
}
