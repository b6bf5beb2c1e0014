package dev.halfbyte.loop.interp;

import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.MemoryType;

/// A buffer during a run; every access is checked.
final class BufferMemory {
  private final Buffer buffer;
  private final Cells cells;
  private final RunState state;
  private final int number;
  private final Sharing sharing;

  /// What was written before this iteration counts as not written.
  private int writtenSince;

  /// Who else may see the elements.
  enum Sharing {
    /// Nobody writes; the verifier sees to that.
    READ_ONLY,
    /// All iterations.
    SHARED,
    /// Nobody: elements live as long as an iteration.
    SCRATCH
  }

  /// @param number of the buffer, unique in the run, not 0
  BufferMemory(Buffer buffer, Cells cells, Sharing sharing, int number, RunState state) {
    this.buffer = buffer;
    this.cells = cells;
    this.state = state;
    this.number = number;
    this.sharing = sharing;
  }

  Buffer buffer() {
    return buffer;
  }

  /// Forgets everything: from now on an element is written before it is read.
  void forget() {
    writtenSince = sharing == Sharing.SCRATCH ? state.iteration() : state.iteration() + 1;
  }

  /// The element, which somebody wrote and no other iteration is writing.
  long read(long at) {
    int cell = inside(at);
    if (sharing != Sharing.READ_ONLY && state.isUsed()) {
      requireWritten(cell);
      requireNoOtherWriter(cell);
      if (cells.readIn[cell] != state.iteration()) {
        cells.alsoReadIn[cell] = cells.readIn[cell];
        cells.readIn[cell] = state.iteration();
      }
    }
    return cells.values[cell];
  }

  /// Whether [#read] would find a value.
  boolean isWritten(long at) {
    int cell = inside(at);
    return sharing == Sharing.READ_ONLY
        || cells.writer[cell] == number && cells.writtenIn[cell] >= writtenSince;
  }

  /// Whatever lies there; the caller does not let it count.
  long peek(long at) {
    return cells.values[inside(at)];
  }

  void write(long at, long value) {
    int cell = inside(at);
    requireNoOtherWriter(cell);
    requireNoOtherReader(cell);
    cells.values[cell] = extended(value);
    cells.writer[cell] = number;
    cells.writtenIn[cell] = state.iteration();
  }

  /// Makes an element one that nobody wrote.
  void spoil(long at) {
    write(at, ~cells.values[inside(at)]);
    cells.writer[inside(at)] = 0;
  }

  private int inside(long at) {
    if (at < 0 || at >= cells.values.length) {
      throw state.fault(LoopFault.Kind.OUT_OF_BOUNDS, place(at) + " of " + cells.values.length);
    }
    return (int) at;
  }

  private void requireWritten(int cell) {
    if (cells.writer[cell] != number) {
      String why = cells.writer[cell] == 0 ? "nobody wrote" : "another buffer has overwritten";
      throw state.fault(LoopFault.Kind.STALE, "reads " + place(cell) + ", which " + why);
    }
    if (cells.writtenIn[cell] < writtenSince) {
      throw state.fault(LoopFault.Kind.STALE, "reads " + place(cell) + " of an earlier iteration");
    }
  }

  private void requireNoOtherWriter(int cell) {
    if (sharing == Sharing.SHARED && isOther(cells.writtenIn[cell])) {
      throw state.fault(
          LoopFault.Kind.RACE, "touches " + place(cell) + ", which another iteration writes");
    }
  }

  private void requireNoOtherReader(int cell) {
    if (sharing == Sharing.SHARED
        && (isOther(cells.readIn[cell]) || isOther(cells.alsoReadIn[cell]))) {
      throw state.fault(
          LoopFault.Kind.RACE, "writes " + place(cell) + ", which another iteration reads");
    }
  }

  private boolean isOther(int iteration) {
    return iteration >= state.stageStart() && iteration != state.iteration();
  }

  private long extended(long value) {
    return switch (buffer.elem()) {
      case I8 -> (byte) value;
      case U8 -> value & 0xff;
      case I16 -> (short) value;
      case U16 -> value & 0xffff;
      case I32, F32 -> (int) value;
      case U32 -> value & 0xffff_ffffL;
      case I64 -> value;
    };
  }

  MemoryType elem() {
    return buffer.elem();
  }

  String place(long at) {
    return buffer + "[" + at + "]";
  }
}
