package dev.halfbyte.rtl;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// One command of the accelerator with typed fields; [CommandFormat] turns it into 384 bits.
///
/// Addresses and strides count words of the memory they refer to. `waits` names the units that must
/// be idle before the command is issued: how a consumer waits for what it reads.
public sealed interface Command {

  /// Returns the units that must be idle before this command is issued.
  Set<Unit> waits();

  /// Returns the operation code.
  Opcode opcode();

  /// Returns what the command occupies from issue to completion.
  Set<Resource> uses();

  /// Returns the unit that executes the command; empty for [End].
  Optional<Unit> unit();

  /// Ends the program: waits for every unit, then raises `done` and the interrupt.
  record End() implements Command {
    @Override
    public Set<Unit> waits() {
      return Set.of();
    }

    @Override
    public Opcode opcode() {
      return Opcode.END;
    }

    @Override
    public Set<Resource> uses() {
      return Set.of();
    }

    @Override
    public Optional<Unit> unit() {
      return Optional.empty();
    }
  }

  /// Moves words from the in stream into a memory.
  ///
  /// @param target the memory to fill
  /// @param base first word written
  /// @param words number of words, at least 1
  /// @param waits units to wait for
  record Load(Memory target, int base, int words, Set<Unit> waits) implements Command {
    public Load {
      waits = Commands.copy(waits);
      Commands.positive("words", words);
    }

    @Override
    public Opcode opcode() {
      return Opcode.LOAD;
    }

    @Override
    public Set<Resource> uses() {
      return Commands.copy(EnumSet.of(Resource.IN_STREAM, target.writePort()));
    }

    @Override
    public Optional<Unit> unit() {
      return Optional.of(Unit.LOAD);
    }
  }

  /// Multiplies `rowBlocks` row blocks of activations by `tiles` column blocks of weights.
  ///
  /// For row block b and k word i the array reads act word `actBase + b * actStride + i` and, for
  /// tile t, wgt word `weightBase + t * weightStride + i`; drained word j, counted through the
  /// tiles, takes its records from par word `parameterBase + j` and is written to
  /// `epilogue.outputBase + b * outputStride + j`. Only a row engine has strides and tiles of its
  /// own; see [#block].
  ///
  /// @param actBase first activation word
  /// @param actStride act words between row blocks
  /// @param actSigned whether activation codes are sign extended
  /// @param decode whether the decode table says what codes stand for; always with a shift array
  /// @param weightBase first weight word of the first column block
  /// @param weightStride weight words between column blocks
  /// @param parameterBase first par word of the first column block
  /// @param kWords words along k, ceil(K/L), at least 1
  /// @param rowBlocks row blocks, ceil(M/R), at least 1
  /// @param tiles column blocks, at least 1
  /// @param outputStride words between row blocks of the output
  /// @param epilogue how accumulators become output codes
  /// @param waits units to wait for
  record Gemm(
      int actBase,
      int actStride,
      boolean actSigned,
      boolean decode,
      int weightBase,
      int weightStride,
      int parameterBase,
      int kWords,
      int rowBlocks,
      int tiles,
      int outputStride,
      Epilogue epilogue,
      Set<Unit> waits)
      implements Command {
    public Gemm {
      waits = Commands.copy(waits);
      Commands.positive("k words", kWords);
      Commands.positive("row blocks", rowBlocks);
      Commands.positive("tiles", tiles);
    }

    /// Returns a command as a block engine takes it: rows behind one another, one column block.
    public static Gemm block(
        int actBase,
        boolean actSigned,
        boolean decode,
        int weightBase,
        int parameterBase,
        int kWords,
        int rowBlocks,
        int outputStride,
        Epilogue epilogue,
        Set<Unit> waits) {
      return new Gemm(
          actBase,
          kWords,
          actSigned,
          decode,
          weightBase,
          kWords,
          parameterBase,
          kWords,
          rowBlocks,
          1,
          outputStride,
          epilogue,
          waits);
    }

    @Override
    public Opcode opcode() {
      return Opcode.GEMM;
    }

    @Override
    public Set<Resource> uses() {
      Set<Resource> uses = Commands.epilogueResources(epilogue);
      uses.addAll(EnumSet.of(Resource.MAC, Resource.ACT_READ, Resource.WGT_READ));
      if (decode) {
        uses.add(Resource.DECODE);
      }
      return Commands.copy(uses);
    }

    @Override
    public Optional<Unit> unit() {
      return Optional.of(Unit.MAC);
    }
  }

  /// Sends words of act or res through the epilogue; record 0 of one par word serves all elements.
  ///
  /// Word n reads `sourceBase + n`, its residual `residual.base + n` (the stride is not used), and
  /// writes `epilogue.outputBase + n`.
  ///
  /// @param source act or res; res excludes a residual, since res has one read port
  /// @param sourceBase first word read
  /// @param actSigned whether act codes are sign extended; res elements always are
  /// @param parameterBase the par word whose record 0 is used
  /// @param words number of words, at least 1
  /// @param epilogue how source elements become output codes
  /// @param waits units to wait for
  record Elementwise(
      Memory source,
      int sourceBase,
      boolean actSigned,
      int parameterBase,
      int words,
      Epilogue epilogue,
      Set<Unit> waits)
      implements Command {
    public Elementwise {
      waits = Commands.copy(waits);
      Commands.positive("words", words);
      Commands.actOrRes("source", source);
      if (source == Memory.RES && epilogue.residual().isPresent()) {
        throw new IllegalArgumentException("source and residual need the one read port of res");
      }
    }

    @Override
    public Opcode opcode() {
      return Opcode.EW;
    }

    @Override
    public Set<Resource> uses() {
      Set<Resource> uses = Commands.epilogueResources(epilogue);
      uses.addAll(EnumSet.of(Resource.EW, source.readPort()));
      return Commands.copy(uses);
    }

    @Override
    public Optional<Unit> unit() {
      return Optional.of(Unit.EW);
    }
  }

  /// Moves words of act or res to the out stream.
  ///
  /// @param source act or res
  /// @param base first word read
  /// @param words number of words, at least 1
  /// @param streamLast whether the last beat carries tlast
  /// @param waits units to wait for
  record Store(Memory source, int base, int words, boolean streamLast, Set<Unit> waits)
      implements Command {
    public Store {
      waits = Commands.copy(waits);
      Commands.positive("words", words);
      Commands.actOrRes("source", source);
    }

    @Override
    public Opcode opcode() {
      return Opcode.STORE;
    }

    @Override
    public Set<Resource> uses() {
      return Commands.copy(EnumSet.of(Resource.OUT_STREAM, source.readPort()));
    }

    @Override
    public Optional<Unit> unit() {
      return Optional.of(Unit.STORE);
    }
  }
}
