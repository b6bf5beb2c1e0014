package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.MatrixLayout;
import dev.halfbyte.rtl.Memory;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// Says where LOADs disagree with the in stream, and STOREs with the out stream: in number, order
/// or words.
final class StreamRules {
  private final CommandProgram program;
  private final AcceleratorConfig config;
  private final List<String> faults = new ArrayList<>();

  private StreamRules(CommandProgram program) {
    this.program = program;
    this.config = program.config();
  }

  /// Returns one sentence for each fault.
  static List<String> faults(CommandProgram program) {
    StreamRules rules = new StreamRules(program);
    rules.checkStreamIn();
    rules.checkStreamOut();
    return List.copyOf(rules.faults);
  }

  private void checkStreamIn() {
    Iterator<StreamIn> segments = program.streamIn().iterator();
    for (Command command : program.commands()) {
      if (command instanceof Command.Load load && load.dram().isEmpty()) {
        if (!segments.hasNext()) {
          faults.add("a load without a stream_in segment");
          return;
        }
        checkLoad(load, segments.next());
      }
    }
    if (segments.hasNext()) {
      faults.add("a stream_in segment without a load");
    }
  }

  private void checkLoad(Command.Load load, StreamIn segment) {
    switch (segment) {
      case StreamIn.Constant(String name) -> {
        Optional<ConstantImage> found =
            program.images().stream().filter(i -> i.name().equals(name)).findFirst();
        boolean agrees =
            found
                .filter(i -> i.memory() == load.target() && i.words() == load.words())
                .filter(i -> i.bytes() == i.words() * i.memory().beatsPerWord(config) * Long.BYTES)
                .isPresent();
        if (!agrees) {
          faults.add("image " + name + " does not fill " + load);
        }
      }
      case StreamIn.Input input -> {
        Optional<HostInput> found =
            program.inputs().stream().filter(i -> i.name().equals(input.input())).findFirst();
        if (found.isEmpty()) {
          faults.add("no input " + input.input());
          return;
        }
        int words =
            MatrixLayout.rows(config, load.target(), input.rows(), found.get().cols()).words();
        boolean rows = input.firstRow() + input.rows() <= found.get().rows();
        if (words != load.words() || !rows || input.elementBits() != elementBits(load.target())) {
          faults.add("rows of input " + input.input() + " do not fill " + load);
        }
      }
    }
  }

  private void checkStreamOut() {
    Iterator<StreamOut> segments = program.streamOut().iterator();
    for (Command command : program.commands()) {
      if (command instanceof Command.Store store && store.dram().isEmpty()) {
        if (!segments.hasNext()) {
          faults.add("a store without a stream_out segment");
          return;
        }
        checkStore(store, segments.next());
      }
    }
    if (segments.hasNext()) {
      faults.add("a stream_out segment without a store");
    }
  }

  private void checkStore(Command.Store store, StreamOut segment) {
    Optional<HostOutput> found =
        program.outputs().stream().filter(o -> o.name().equals(segment.output())).findFirst();
    if (found.isEmpty()) {
      faults.add("no output " + segment.output());
      return;
    }
    MatrixLayout layout = MatrixLayout.streamed(config, segment.rows(), found.get().cols());
    boolean words = store.allWords() == layout.words() && store.words() % layout.blockWords() == 0;
    boolean rows = segment.firstRow() + segment.rows() <= found.get().rows();
    boolean bits = found.get().elementBits() == elementBits(store.source());
    if (!words || !rows || !bits) {
      faults.add("rows of output " + segment.output() + " do not match " + store);
    }
  }

  private int elementBits(Memory memory) {
    return switch (memory) {
      case ACT -> config.actBits();
      case RES -> Short.SIZE;
      case WGT, PAR, TABLE, DECODE, EXP, GAIN, FACTOR, INDEX -> 0;
    };
  }
}
