package dev.halfbyte.sim.verilator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What is kept beside a model's library: its ports and what the tools said, as plain lines.
final class ModelFiles {
  private static final String PORTS = "ports.txt";
  private static final String MESSAGES = "messages.txt";

  /// Ports of the model and the warnings of its build.
  record Contents(List<Port> ports, String messages) {
    Contents {
      ports = List.copyOf(ports);
    }
  }

  private ModelFiles() {}

  static void write(Path folder, Contents contents) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Port port : contents.ports()) {
      lines.add(
          String.join(
              "\t", port.direction().name(), "" + port.width(), port.member(), port.name()));
    }
    Files.write(folder.resolve(PORTS), lines);
    Files.writeString(folder.resolve(MESSAGES), contents.messages());
  }

  static Contents read(Path folder) throws IOException {
    List<Port> ports = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(PORTS))) {
      String[] field = line.split("\t", 4);
      ports.add(
          new Port(
              field[3], field[2], Port.Direction.valueOf(field[0]), Integer.parseInt(field[1])));
    }
    return new Contents(ports, Files.readString(folder.resolve(MESSAGES)));
  }
}
