package dev.halfbyte.backend.jvm.runtime;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The binary form of a [KernelSpec] inside a jar.
public final class SpecFile {
  private static final int MAGIC = 0x68620004;

  private SpecFile() {}

  public static void write(KernelSpec spec, DataOutputStream out) throws IOException {
    out.writeInt(MAGIC);
    out.writeUTF(spec.name());
    out.writeUTF(spec.hash());
    writeList(
        out,
        spec.dims(),
        dim -> {
          out.writeUTF(dim.name());
          out.writeLong(dim.min());
          out.writeLong(dim.max());
          out.writeLong(dim.step());
          writeList(
              out,
              dim.sources(),
              source -> {
                out.writeInt(source.argument());
                out.writeInt(source.axis());
                out.writeLong(source.coefficient());
                out.writeLong(source.constant());
              });
        });
    writeList(
        out,
        spec.arguments(),
        argument -> {
          out.writeUTF(argument.name());
          out.writeBoolean(argument.input());
          out.writeUTF(argument.type().name());
          out.writeUTF(argument.declared());
          writeList(out, argument.shape(), out::writeInt);
          out.writeLong(argument.least());
          out.writeLong(argument.greatest());
        });
    writeList(
        out,
        spec.memory(),
        memory -> {
          out.writeUTF(memory.source().name());
          out.writeUTF(memory.type().name());
          out.writeInt(memory.position());
          out.writeInt(memory.count());
          out.writeInt(memory.columns());
          out.writeInt(memory.depth());
          out.writeUTF(memory.form().name());
        });
    writeList(
        out,
        spec.slots(),
        slot -> {
          out.writeUTF(slot.type().name());
          out.writeInt(slot.size());
        });
    writeList(
        out,
        spec.stages(),
        stage -> {
          out.writeUTF(stage.name());
          out.writeUTF(stage.origin());
          out.writeInt(stage.extent());
        });
    writeList(out, spec.steps(), step -> writeStep(step, out));
  }

  public static KernelSpec read(DataInputStream in) throws IOException {
    if (in.readInt() != MAGIC) {
      throw new IOException("not a kernel of this version");
    }
    return new KernelSpec(
        in.readUTF(),
        in.readUTF(),
        readList(in, SpecFile::dim),
        readList(in, SpecFile::argument),
        readList(in, SpecFile::memory),
        readList(in, i -> new KernelSpec.Slot(type(i), i.readInt())),
        readList(in, i -> new KernelSpec.Stage(i.readUTF(), i.readUTF(), i.readInt())),
        readList(in, SpecFile::step));
  }

  private static void writeStep(KernelSpec.Step step, DataOutputStream out) throws IOException {
    switch (step) {
      case KernelSpec.Run run -> {
        out.writeBoolean(false);
        out.writeInt(run.stage());
      }
      case KernelSpec.Repeat repeat -> {
        out.writeBoolean(true);
        out.writeInt(repeat.extent());
        writeList(out, repeat.steps(), inner -> writeStep(inner, out));
      }
    }
  }

  private static KernelSpec.Step step(DataInputStream in) throws IOException {
    boolean repeated = in.readBoolean();
    int number = in.readInt();
    return repeated
        ? new KernelSpec.Repeat(number, readList(in, SpecFile::step))
        : new KernelSpec.Run(number);
  }

  private static KernelSpec.Dim dim(DataInputStream in) throws IOException {
    return new KernelSpec.Dim(
        in.readUTF(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        readList(
            in,
            i -> new KernelSpec.DimSource(i.readInt(), i.readInt(), i.readLong(), i.readLong())));
  }

  private static KernelSpec.Argument argument(DataInputStream in) throws IOException {
    return new KernelSpec.Argument(
        in.readUTF(),
        in.readBoolean(),
        type(in),
        in.readUTF(),
        readList(in, DataInputStream::readInt),
        in.readLong(),
        in.readLong());
  }

  private static KernelSpec.Memory memory(DataInputStream in) throws IOException {
    return new KernelSpec.Memory(
        KernelSpec.Source.valueOf(in.readUTF()),
        type(in),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        TileForm.valueOf(in.readUTF()));
  }

  private static ElementType type(DataInputStream in) throws IOException {
    return ElementType.valueOf(in.readUTF());
  }

  private interface Writer<T> {
    void write(T value) throws IOException;
  }

  private interface Reader<T> {
    T read(DataInputStream in) throws IOException;
  }

  private static <T> void writeList(DataOutputStream out, List<T> list, Writer<T> writer)
      throws IOException {
    out.writeInt(list.size());
    for (T value : list) {
      writer.write(value);
    }
  }

  private static <T> List<T> readList(DataInputStream in, Reader<T> reader) throws IOException {
    int size = in.readInt();
    List<T> list = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      list.add(reader.read(in));
    }
    return list;
  }
}
