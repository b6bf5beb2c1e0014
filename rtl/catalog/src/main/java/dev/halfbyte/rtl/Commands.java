package dev.halfbyte.rtl;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// Checks and resource sets shared by the records of [Command].
final class Commands {
  private Commands() {}

  static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, not " + value);
    }
  }

  static void actOrRes(String name, Memory memory) {
    if (memory != Memory.ACT && memory != Memory.RES) {
      throw new IllegalArgumentException(name + " is act or res, not " + memory);
    }
  }

  static void sameRows(Command.RowSpan source, Command.RowSpan output) {
    if (source.rows() != output.rows()) {
      throw new IllegalArgumentException(
          source.rows() + " rows are read, " + output.rows() + " written");
    }
  }

  /// Returns an unmodifiable copy that iterates in declaration order.
  static <E extends Enum<E>> Set<E> copy(Set<E> set) {
    return set.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(set));
  }

  /// Returns the resources that the shared epilogue and its destination take.
  static Set<Resource> epilogueResources(Epilogue epilogue) {
    Memory memory = epilogue.destination().memory();
    Set<Resource> uses =
        EnumSet.of(Resource.EPILOGUE, Resource.PAR_READ, memory.writePort(epilogue.outputBase()));
    epilogue.residual().ifPresent(r -> uses.add(Memory.RES.readPort(r.base())));
    if (epilogue.table().isPresent()) {
      uses.add(Resource.TABLE_READ);
    }
    return uses;
  }
}
