package dev.halfbyte.loop.tables;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.loop.Address;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.Local;
import dev.halfbyte.loop.LoopVariable;
import dev.halfbyte.loop.Statement;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/// A load from a small constant table in the body of an innermost loop, and what its index needs.
///
/// @param variable of the loop
/// @param load from the table, at a computed offset
/// @param entries what the table holds
/// @param before declarations that only the index needs, in their order
/// @param after all other statements
record Lookup(
    LoopVariable variable,
    Expression.Load load,
    List<Long> entries,
    List<Statement> before,
    List<Statement> after) {
  Lookup {
    entries = List.copyOf(entries);
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  /// The computed part of the address; entry `bias + offset` is read.
  Expression offset() {
    return load.address().offset().orElseThrow();
  }

  long bias() {
    return load.address().index().constant().fixed();
  }

  /// Consecutive bytes in memory.
  ///
  /// @param at of the first iteration
  record Bytes(Buffer buffer, Index at) {}

  /// Bytes that are the offsets but for a constant.
  record Source(Bytes bytes, long added) {}

  /// Bytes that are images of the entries.
  record Target(Bytes bytes, LongUnaryOperator image) {}

  /// Whether neither the indices nor the entries need memory of their own.
  boolean isDirect() {
    return source().isPresent() && target().isPresent();
  }

  /// Where the offsets lie, where they do.
  Optional<Source> source() {
    Expression value = offset();
    for (int i = before.size() - 1; i >= 0; i--) {
      if (before.get(i) instanceof Statement.Declare d
          && value instanceof Expression.Use(Local local)
          && d.local().equals(local)) {
        value = d.value();
      }
    }
    if (value instanceof Expression.Binary(var kind, var left, Expression.Constant right)) {
      return switch (kind) {
        case ADD -> source(left, right.bits());
        case SUB -> source(left, -right.bits());
        case MUL, DIV, MAX, MIN, AND, OR, XOR, SHL, SHR, USHR -> Optional.empty();
      };
    }
    return source(value, 0);
  }

  private Optional<Source> source(Expression value, long added) {
    return value instanceof Expression.Load bytes && bytes.guard().isEmpty()
        ? bytes(bytes.buffer(), bytes.address()).map(b -> new Source(b, added))
        : Optional.empty();
  }

  /// Where the images of the entries go, where nothing else is done with them.
  Optional<Target> target() {
    Optional<Local> name = Optional.empty();
    if (after.size() == 2
        && after.getFirst() instanceof Statement.Declare d
        && d.value().equals(load)) {
      name = Optional.of(d.local());
    } else if (after.size() != 1) {
      return Optional.empty();
    }
    Optional<Expression> used = name.map(Expression.Use::new);
    if (!(after.getLast() instanceof Statement.Store store)) {
      return Optional.empty();
    }
    return image(store.value(), used.orElse(load))
        .flatMap(
            image -> bytes(store.buffer(), store.address()).map(bytes -> new Target(bytes, image)));
  }

  /// `value` as a function of `entry` alone.
  private static Optional<LongUnaryOperator> image(Expression value, Expression entry) {
    if (value.equals(entry)) {
      return Optional.of(LongUnaryOperator.identity());
    }
    if (value instanceof Expression.Binary(var kind, var left, Expression.Constant right)) {
      return switch (kind) {
        case ADD -> image(left, entry).map(i -> i.andThen(x -> x + right.bits()));
        case SUB -> image(left, entry).map(i -> i.andThen(x -> x - right.bits()));
        case MUL, DIV, MAX, MIN, AND, OR, XOR, SHL, SHR, USHR -> Optional.empty();
      };
    }
    return Optional.empty();
  }

  private Optional<Bytes> bytes(Buffer buffer, Address address) {
    Index index = address.index();
    boolean consecutive =
        buffer.elem().bytes() == 1
            && address.offset().isEmpty()
            && index.coefficient(variable).equals(Dim.ONE);
    return consecutive
        ? Optional.of(new Bytes(buffer, index.minus(Index.of(variable))))
        : Optional.empty();
  }
}
