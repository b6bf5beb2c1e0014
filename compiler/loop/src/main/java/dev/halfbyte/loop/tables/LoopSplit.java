package dev.halfbyte.loop.tables;

import dev.halfbyte.loop.Address;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.LoopVariable;
import dev.halfbyte.loop.MemoryType;
import dev.halfbyte.loop.RegisterType;
import dev.halfbyte.loop.Statement;
import dev.halfbyte.loop.TableMap;
import dev.halfbyte.loop.fuse.Rewriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One loop with a lookup as a loop over indices, table maps, and a loop over the rest; each of the
/// loops only where it has something to do.
final class LoopSplit {
  private final Lookup lookup;
  private final Statement.For loop;
  private final Tables tables;
  private final StageSplit.Names names;
  private final List<Statement> statements = new ArrayList<>();

  LoopSplit(Lookup lookup, Statement.For loop, Tables tables, StageSplit.Names names) {
    this.lookup = lookup;
    this.loop = loop;
    this.tables = tables;
    this.names = names;
  }

  List<Statement> split() {
    Lookup.Source source = lookup.source().orElseGet(this::indices);
    Optional<Lookup.Target> target = lookup.target();
    if (target.isPresent()) {
      map(source, target.get());
    } else {
      rest(source);
    }
    return List.copyOf(statements);
  }

  /// A loop that stores the low byte of each offset.
  private Lookup.Source indices() {
    Buffer buffer = names.scratch("index", MemoryType.U8);
    LoopVariable variable = names.variable();
    List<Statement> body = new ArrayList<>(lookup.before());
    Address place = Address.of(Index.of(lookup.variable()));
    body.add(new Statement.Store(buffer, place, lookup.offset()));
    Map<LoopVariable, Index> renamed = Map.of(lookup.variable(), Index.of(variable));
    statements.add(
        new Statement.For(variable, loop.extent(), 1, Rewriter.substituted(body, renamed)));
    return new Lookup.Source(new Lookup.Bytes(buffer, Index.ZERO), 0);
  }

  private void map(Lookup.Source source, Lookup.Target target) {
    Buffer table = tables.bytes(lookup.entries(), lookup.bias() + source.added(), target.image());
    Lookup.Bytes from = source.bytes();
    Lookup.Bytes to = target.bytes();
    statements.add(
        new TableMap(to.buffer(), to.at(), from.buffer(), from.at(), table, loop.extent()));
  }

  /// The entries as bytes in scratch, then a loop that reads them there.
  private void rest(Lookup.Source source) {
    long least = Collections.min(lookup.entries());
    long most = Collections.max(lookup.entries());
    Expression entry;
    if (least >= Byte.MIN_VALUE && most <= (least < 0 ? Byte.MAX_VALUE : 0xff)) {
      entry = digit(source, 0, least < 0);
    } else {
      Expression high = digit(source, Byte.SIZE, least < 0);
      Expression places = new Expression.Constant(RegisterType.I32, Byte.SIZE);
      entry =
          new Expression.Binary(
              Expression.BinaryKind.ADD,
              digit(source, 0, false),
              new Expression.Binary(Expression.BinaryKind.SHL, high, places));
    }
    List<Statement> body =
        lookup.after().stream().map(s -> Replacement.of(s, lookup.load(), entry)).toList();
    statements.add(new Statement.For(loop.variable(), loop.extent(), 1, body));
  }

  /// Eight bits of each entry from bit `place` on, mapped to scratch and loaded from there.
  private Expression digit(Lookup.Source source, int place, boolean signed) {
    Buffer buffer = names.scratch("entry", signed ? MemoryType.I8 : MemoryType.U8);
    map(source, new Lookup.Target(new Lookup.Bytes(buffer, Index.ZERO), x -> x >> place));
    Address address = Address.of(Index.of(loop.variable()));
    return new Expression.Load(buffer, address, Optional.empty());
  }
}
