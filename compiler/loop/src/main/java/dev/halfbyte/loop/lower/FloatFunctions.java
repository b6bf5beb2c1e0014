package dev.halfbyte.loop.lower;

import dev.halfbyte.loop.Expression;
import dev.halfbyte.source.CompilerBug;

/// Float functions as scalar operations.
final class FloatFunctions {
  Expression exp(Body body, Expression x) {
    throw new CompilerBug("refused before");
  }

  Expression log(Body body, Expression x) {
    throw new CompilerBug("refused before");
  }

  Expression erf(Body body, Expression x) {
    throw new CompilerBug("refused before");
  }

  Expression tanh(Body body, Expression x) {
    throw new CompilerBug("refused before");
  }
}
