package dev.halfbyte.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/// What one command printed and how it ended.
record Session(int status, String out, String err) {
  static Session of(List<String> arguments) {
    return of(arguments.toArray(String[]::new));
  }

  static Session of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new Session(status, out.toString(), err.toString());
  }
}
