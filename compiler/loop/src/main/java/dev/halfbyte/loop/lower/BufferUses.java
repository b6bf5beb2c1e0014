package dev.halfbyte.loop.lower;

import dev.halfbyte.loop.Address;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.ListSteps;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Statement;
import dev.halfbyte.loop.StepList;
import dev.halfbyte.loop.TableMap;
import dev.halfbyte.loop.TileContract;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/// The buffers that a stage touches, in the order of first mention.
public final class BufferUses {
  private final SequencedSet<Buffer> buffers = new LinkedHashSet<>();

  private BufferUses() {}

  public static SequencedSet<Buffer> of(Stage stage) {
    BufferUses uses = new BufferUses();
    uses.visit(stage.body());
    return uses.buffers;
  }

  public static SequencedSet<Buffer> of(Statement.Section section) {
    BufferUses uses = new BufferUses();
    uses.visit(section.body());
    return uses.buffers;
  }

  private void visit(List<Statement> body) {
    body.forEach(this::visit);
  }

  private void visit(Statement statement) {
    switch (statement) {
      case Statement.For loop -> visit(loop.body());
      case Statement.Section section -> visit(section.body());
      case Statement.If branch -> {
        visit(branch.condition());
        visit(branch.body());
      }
      case Statement.Declare declare -> visit(declare.value());
      case Statement.Assign assign -> visit(assign.value());
      case Statement.Store store -> {
        visit(store.value());
        visit(store.address());
        buffers.add(store.buffer());
      }
      case TileContract tile -> {
        buffers.add(tile.initial());
        buffers.add(tile.activations());
        buffers.add(tile.weights());
        tile.steps().ifPresent(this::list);
        tile.groups().ifPresent(groups -> buffers.add(groups.multipliers()));
        buffers.add(tile.output());
      }
      case TableMap map -> {
        buffers.add(map.input());
        buffers.add(map.table());
        buffers.add(map.output());
      }
      case ListSteps steps -> {
        buffers.add(steps.activations());
        list(steps.list());
      }
    }
  }

  private void list(StepList list) {
    buffers.add(list.numbers());
    buffers.add(list.count());
    list.values().ifPresent(buffers::add);
  }

  private void visit(Address address) {
    address.offset().ifPresent(this::visit);
  }

  private void visit(Expression expression) {
    if (expression instanceof Expression.Load load) {
      visit(load.address());
      buffers.add(load.buffer());
    }
    expression.operands().forEach(this::visit);
  }
}
