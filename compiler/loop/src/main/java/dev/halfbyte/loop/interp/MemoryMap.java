package dev.halfbyte.loop.interp;

import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.loop.Argument;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.ConstantData;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.Workspace;
import dev.halfbyte.loop.interp.BufferMemory.Sharing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/// The buffers of a run.
final class MemoryMap {
  private final DimValues dims;
  private final RunState state;
  private final Map<Buffer, BufferMemory> buffers = new HashMap<>();
  private int numbers;

  MemoryMap(LoopProgram program, Arguments arguments, DimValues dims, RunState state) {
    this.dims = dims;
    this.state = state;
    for (Argument argument : program.arguments()) {
      Buffer buffer = argument.buffer();
      switch (argument.direction()) {
        case INPUT -> {
          Tensor tensor = Objects.requireNonNull(arguments.tensors().get(argument.name()));
          data(buffer, tensor.bytes());
        }
        case OUTPUT -> add(buffer, new Cells(size(buffer)), Sharing.SHARED);
      }
    }
    for (ConstantData constant : program.constants()) {
      data(constant.buffer(), constant.data().bytes());
    }
    workspace(program.workspace());
  }

  private void data(Buffer buffer, byte[] image) {
    long[] elements = MemoryImages.elements(image, buffer.elem());
    Cells cells = new Cells(size(buffer));
    if (elements.length != cells.values.length) {
      throw state.fault(
          LoopFault.Kind.MALFORMED,
          "%s has %d elements, its data %d"
              .formatted(buffer, cells.values.length, elements.length));
    }
    System.arraycopy(elements, 0, cells.values, 0, elements.length);
    add(buffer, cells, Sharing.READ_ONLY);
  }

  private void workspace(Workspace workspace) {
    List<Cells> slots = new ArrayList<>();
    long end = 0;
    for (Workspace.Slot slot : workspace.slots()) {
      long offset = dims.of(slot.offset());
      long size = dims.of(slot.size());
      if (offset < end || offset % 64 != 0) {
        throw state.fault(LoopFault.Kind.WORKSPACE, "a slot at " + offset + " behind " + end);
      }
      end = offset + size * slot.elem().bytes();
      slots.add(new Cells(Math.toIntExact(size)));
    }
    long bytes = dims.of(workspace.bytes());
    if (bytes < end) {
      throw state.fault(LoopFault.Kind.WORKSPACE, "slots end at " + end + " of " + bytes);
    }
    for (Workspace.Placement placement : workspace.placements()) {
      Workspace.Slot slot = workspace.slots().get(placement.slot());
      Buffer buffer = placement.buffer();
      if (slot.elem() != buffer.elem() || size(buffer) != dims.of(slot.size())) {
        throw state.fault(LoopFault.Kind.WORKSPACE, buffer + " has not the form of its slot");
      }
      add(buffer, slots.get(placement.slot()), Sharing.SHARED);
    }
  }

  private void add(Buffer buffer, Cells cells, Sharing sharing) {
    buffers.put(buffer, new BufferMemory(buffer, cells, sharing, ++numbers, state));
  }

  private int size(Buffer buffer) {
    return Math.toIntExact(dims.of(buffer.size()));
  }

  /// Memory of a stage's own.
  List<BufferMemory> scratch(List<Buffer> scratch) {
    scratch.forEach(buffer -> add(buffer, new Cells(size(buffer)), Sharing.SCRATCH));
    return scratch.stream().map(this::of).toList();
  }

  BufferMemory of(Buffer buffer) {
    return Objects.requireNonNull(buffers.get(buffer), "the verifier lets no such buffer through");
  }

  /// The outputs, each of which some stage must have written whole.
  SequencedMap<String, Tensor> outputs(LoopProgram program, Arguments arguments) {
    state.beginStage("after the last stage");
    SequencedMap<String, Tensor> outputs = new LinkedHashMap<>();
    for (Argument argument : program.arguments(Argument.Direction.OUTPUT)) {
      BufferMemory memory = of(argument.buffer());
      long[] elements = new long[size(argument.buffer())];
      for (int i = 0; i < elements.length; i++) {
        if (!memory.isWritten(i)) {
          throw state.fault(LoopFault.Kind.UNWRITTEN, memory.place(i) + " was not written");
        }
        elements[i] = memory.peek(i);
      }
      TensorType type = argument.type().bind(arguments.dims());
      byte[] image = MemoryImages.image(elements, argument.buffer().elem());
      outputs.put(argument.name(), Tensor.ofBytes(type, image));
    }
    return Collections.unmodifiableSequencedMap(outputs);
  }
}
