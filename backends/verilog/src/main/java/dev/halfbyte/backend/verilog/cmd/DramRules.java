package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.CommandField;
import dev.halfbyte.rtl.DmaTiming;
import dev.halfbyte.rtl.DramSpan;
import dev.halfbyte.rtl.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Says where LOADs and STOREs misuse the DRAM: without a port, with a stretch of another length
/// than their words, beyond the addresses, reading what nothing wrote, or writing constants.
///
/// The file of constants begins at address 0 and is there before the start.
final class DramRules {
  private static final long CAPACITY = 1L << CommandField.DRAM_ADDRESS.width();

  private final CommandProgram program;
  private final AcceleratorConfig config;
  private final List<String> faults = new ArrayList<>();

  /// Stretches that STOREs have written, as beat behind the last one by first beat, none touching
  /// the next.
  private final TreeMap<Long, Long> written = new TreeMap<>();

  private DramRules(CommandProgram program) {
    this.program = program;
    this.config = program.config();
  }

  /// Returns one sentence for each fault.
  static List<String> faults(CommandProgram program) {
    DramRules rules = new DramRules(program);
    for (Command command : program.commands()) {
      if (command instanceof Command.Load load) {
        load.dram().ifPresent(span -> rules.checkLoad(load, span));
      } else if (command instanceof Command.Store store) {
        store.dram().ifPresent(span -> rules.checkStore(store, span));
      }
    }
    return List.copyOf(rules.faults);
  }

  private void checkLoad(Command.Load load, DramSpan span) {
    checkSpan(load, span, load.target(), load.words());
    boolean constant = program.images().stream().anyMatch(image -> fills(image, load, span));
    if (!constant && !isWritten(span)) {
      faults.add(load + " reads beats of the DRAM that are no image and that no store wrote");
    }
  }

  private static boolean fills(ConstantImage image, Command.Load load, DramSpan span) {
    return image.memory() == load.target()
        && image.words() == load.words()
        && image.offset() == span.address()
        && image.bytes() == (long) span.beats() * DmaTiming.BEAT_BYTES;
  }

  private void checkStore(Command.Store store, DramSpan span) {
    checkSpan(store, span, store.source(), store.allWords());
    if (span.address() < program.constantBytes()) {
      faults.add(store + " overwrites constants in the DRAM");
    }
    long first = span.first();
    long end = span.end();
    Optional<Map.Entry<Long, Long>> before = Optional.ofNullable(written.floorEntry(first));
    if (before.isPresent() && before.get().getValue() >= first) {
      first = before.get().getKey();
      end = Math.max(end, before.get().getValue());
    }
    for (Map.Entry<Long, Long> next :
        List.copyOf(written.subMap(first, true, end, true).entrySet())) {
      end = Math.max(end, next.getValue());
      written.remove(next.getKey());
    }
    written.put(first, end);
  }

  private boolean isWritten(DramSpan span) {
    return Optional.ofNullable(written.floorEntry((long) span.first()))
        .filter(stretch -> stretch.getValue() >= span.end())
        .isPresent();
  }

  private void checkSpan(Command command, DramSpan span, Memory memory, int words) {
    if (!config.hasDram()) {
      faults.add(command + " needs a port to a DRAM, the configuration has none");
    }
    long beats = (long) words * memory.beatsPerWord(config);
    if (beats != span.beats()) {
      faults.add(command + " moves " + beats + " beats");
    }
    if (span.first() < 0 || span.end() > CAPACITY) {
      faults.add(command + " is outside the " + CAPACITY + " beats that a DRAM has");
    }
  }
}
