package dev.halfbyte.loop.fuse;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.loop.Bound;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Space;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Statement;
import dev.halfbyte.loop.TileContract;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;

/// Stages under one header, in the order in which each iteration runs them.
///
/// Not thread-safe; grows while a fusion is tried.
final class Group {
  private final Header header;
  private final Cells cells;
  private final Set<String> names;
  private final List<Part> parts = new ArrayList<>();

  /// Cells of buffers whose users have all joined.
  private final Map<Buffer, Optional<Cells.Cell>> known = new HashMap<>();

  /// A stage's body under the header.
  record Part(Stage stage, List<Statement> body, List<Access> accesses) {
    boolean hasLoop() {
      return body.stream().anyMatch(s -> s instanceof Statement.For);
    }

    boolean hasTile() {
      return hasTile(body);
    }

    private static boolean hasTile(List<Statement> body) {
      return body.stream()
          .anyMatch(s ->
              s instanceof TileContract
                  || (s instanceof Statement.For loop && hasTile(loop.body())));
    }
  }

  /// @param reserved names that mean something else in every stage
  Group(Header header, Proofs proofs, Set<String> reserved) {
    this.header = header;
    this.cells = new Cells(proofs, header);
    this.names = new HashSet<>(reserved);
    header.levels().forEach(l -> names.add(l.variable().name()));
  }

  /// Whether an iteration is work enough: single elements are better left to vector loops, and
  /// blocks are for tiles.
  boolean isWorthwhile(int count) {
    List<Part> first = parts.subList(0, count);
    return header.block() > 1
        ? first.stream().anyMatch(Part::hasTile)
        : first.stream().anyMatch(Part::hasLoop);
  }

  int depth() {
    return header.levels().size();
  }

  /// Of the fused stage.
  String name() {
    return parts.getFirst().stage().name() + "_rows";
  }

  List<Part> parts() {
    return List.copyOf(parts);
  }

  /// Adds `stage`, where its loops fit and what it shares with the others, if one of them writes
  /// it, is apart between iterations.
  boolean join(Stage stage) {
    Set<String> before = Set.copyOf(names);
    Optional<Header.Aligned> aligned = header.align(stage, this::fresh);
    if (aligned.isEmpty()) {
      return false;
    }
    Part part = part(stage, aligned.get());
    boolean apart =
        part.accesses().stream()
            .map(Access::buffer)
            .distinct()
            .filter(b -> shared(b, part))
            .allMatch(b -> cell(b, part).isPresent());
    if (!apart) {
      names.retainAll(before);
      return false;
    }
    parts.add(part);
    return true;
  }

  private Part part(Stage stage, Header.Aligned aligned) {
    List<Statement> renamed = Rewriter.renamed(aligned.body(), aligned.values(), this::fresh);
    List<Statement> body =
        aligned
            .rows()
            .<List<Statement>>map(
                rows -> List.of(new Statement.For(rows.variable(), rows.extent(), 1, renamed)))
            .orElse(renamed);
    return new Part(stage, body, Accesses.of(body));
  }

  private String fresh(String name) {
    String candidate = name;
    for (int i = 2; !names.add(candidate); i++) {
      candidate = name + "_" + i;
    }
    return candidate;
  }

  /// Whether `part` and an earlier one touch `buffer`, and one of them writes it.
  private boolean shared(Buffer buffer, Part part) {
    List<Access> earlier = accesses(parts, buffer);
    return !earlier.isEmpty()
        && Stream.concat(earlier.stream(), accesses(List.of(part), buffer).stream())
            .anyMatch(Access::write);
  }

  private static List<Access> accesses(List<Part> parts, Buffer buffer) {
    return parts.stream()
        .flatMap(p -> p.accesses().stream())
        .filter(a -> a.buffer().equals(buffer))
        .distinct()
        .toList();
  }

  private Optional<Cells.Cell> cell(Buffer buffer, Part last) {
    List<Part> all = new ArrayList<>(parts);
    all.add(last);
    return cells.of(accesses(all, buffer));
  }

  /// The workspace buffers that only the first `count` parts touch, with the part that each
  /// iteration needs.
  ///
  /// @param users of every buffer in the whole program, by stage name
  SequencedMap<Buffer, Cells.Cell> inner(int count, Map<Buffer, Set<String>> users) {
    List<Part> first = parts.subList(0, count);
    Set<String> stages = new HashSet<>();
    first.forEach(p -> stages.add(p.stage().name()));
    SequencedMap<Buffer, Cells.Cell> inner = new LinkedHashMap<>();
    first.stream()
        .flatMap(p -> p.accesses().stream())
        .map(Access::buffer)
        .distinct()
        .filter(b -> b.space() == Space.WORKSPACE)
        .filter(b -> stages.containsAll(users.getOrDefault(b, Set.of())))
        .forEach(buffer -> {
          List<Access> all = accesses(first, buffer);
          if (all.getFirst().write()) {
            known
                .computeIfAbsent(buffer, b -> cells.of(all))
                .ifPresent(cell -> inner.put(buffer, cell));
          }
        });
    return inner;
  }

  /// Bytes of scratch that [#fused] needs.
  long bytes(int count, SequencedMap<Buffer, Cells.Cell> inner) {
    long own =
        parts.subList(0, count).stream()
            .flatMap(p -> p.stage().scratch().stream())
            .mapToLong(b -> b.bytes().fixed())
            .sum();
    return inner.entrySet().stream()
        .mapToLong(e -> e.getKey().elem().bytes() * e.getValue().size())
        .reduce(own, Math::addExact);
  }

  /// One stage for the first `count` parts, with the buffers of `inner` in scratch.
  Stage fused(int count, SequencedMap<Buffer, Cells.Cell> inner) {
    List<Part> first = parts.subList(0, count);
    List<Buffer> scratch = new ArrayList<>();
    Map<Buffer, Rewriter.Target> targets = new HashMap<>();
    inner.forEach((buffer, cell) -> {
      Buffer row = new Buffer(buffer.name(), buffer.elem(), Dim.of(cell.size()), Space.SCRATCH);
      scratch.add(row);
      targets.put(buffer, new Rewriter.Target(row, cell.origin()));
    });
    List<Statement> body = new ArrayList<>();
    for (Part part : first) {
      scratch.addAll(part.stage().scratch());
      body.add(
          new Statement.Section(
              part.stage().name(), part.stage().origin(), Rewriter.moved(part.body(), targets)));
    }
    List<Header.Level> levels = header.levels();
    List<Statement> nest = body;
    for (Header.Level level : levels.subList(1, levels.size()).reversed()) {
      nest = List.of(new Statement.For(level.variable(), Bound.of(level.extent()), 1, nest));
    }
    String origin = String.join("; ", first.stream().map(p -> p.stage().origin()).toList());
    return new Stage(
        name(), origin, levels.getFirst().variable(), levels.getFirst().extent(), scratch, nest);
  }
}
