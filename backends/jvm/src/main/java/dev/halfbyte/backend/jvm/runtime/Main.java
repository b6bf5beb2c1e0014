package dev.halfbyte.backend.jvm.runtime;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The command line of a kernel jar: `java -jar NAME.jar x=x.npy ... --out DIR`.
public final class Main {
  private static final String ATTRIBUTE = "Halfbyte-Kernel";

  private Main() {}

  /// What the user asked for.
  private record Request(
      Map<String, Path> inputs, Map<String, Long> dims, Path out, int threads, boolean help) {}

  /// Exit status 0 after a run, 2 when the arguments are wrong.
  public static void main(String[] args) {
    LeafChoice.runOnce();
    int status = run(args, System.out, System.err);
    System.out.flush();
    System.exit(status);
  }

  /// As [#main], with streams of the caller, and gives the exit status.
  static int run(String[] args, PrintStream out, PrintStream err) {
    try {
      Kernel kernel = Kernel.load(kernelName());
      Request request = parse(args);
      if (request.help()) {
        out.print(usage(kernel.spec()));
        return 0;
      }
      execute(kernel, request, out);
      return 0;
    } catch (KernelError e) {
      err.println("error " + e.fault().code() + ": " + e.getMessage());
      err.println("run with --help for the inputs");
    } catch (NoSuchFileException e) {
      err.println("error " + KernelFault.FILE.code() + ": no such file: " + e.getFile());
    } catch (IOException | UncheckedIOException e) {
      err.println("error " + KernelFault.FILE.code() + ": " + e.getMessage());
    }
    return 2;
  }

  private static void execute(Kernel kernel, Request request, PrintStream out) throws IOException {
    Map<String, Array> inputs = new LinkedHashMap<>();
    for (Map.Entry<String, Path> input : request.inputs().entrySet()) {
      inputs.put(input.getKey(), NpyFile.read(input.getValue()));
    }
    long start;
    long end;
    Map<String, Array> outputs;
    try (ExecutorService pool = Executors.newFixedThreadPool(request.threads())) {
      start = System.nanoTime();
      outputs = kernel.run(inputs, request.dims(), pool, request.threads());
      end = System.nanoTime();
    }
    Files.createDirectories(request.out());
    out.printf(
        "ran %s on jvm %s, %d threads, sealed %s%n",
        kernel.spec().name(), Runtime.version(), request.threads(), kernel.spec().hash());
    out.println("leaf " + kernel.leaf());
    out.println("threads " + request.threads());
    out.println("weight_bytes " + kernel.weightBytes());
    out.println("workspace_bytes " + kernel.workspaceBytes(inputs, request.dims()));
    out.println("nanoseconds " + (end - start));
    for (Map.Entry<String, Array> output : outputs.entrySet()) {
      Path file = request.out().resolve(output.getKey() + ".npy");
      NpyFile.write(file, output.getValue());
      out.println("wrote " + file + " " + output.getValue());
    }
  }

  private static Request parse(String[] args) {
    Map<String, Path> inputs = new LinkedHashMap<>();
    Map<String, Long> dims = new LinkedHashMap<>();
    Path out = Path.of(".");
    int threads = 1;
    boolean help = args.length == 1 && (args[0].equals("--help") || args[0].equals("-h"));
    for (int i = 0; i < args.length && !help; i++) {
      switch (args[i]) {
        case "--out" -> out = Path.of(next(args, ++i));
        case "--threads" -> threads = (int) number(next(args, ++i), 1, 1024);
        case "--dim" -> {
          String[] pair = pair(next(args, ++i));
          dims.put(pair[0], number(pair[1], 0, Long.MAX_VALUE));
        }
        default -> {
          String[] pair = pair(args[i]);
          inputs.put(pair[0], Path.of(pair[1]));
        }
      }
    }
    return new Request(inputs, dims, out, threads, help);
  }

  private static String next(String[] args, int i) {
    if (i >= args.length) {
      throw new KernelError(KernelFault.USAGE, args[i - 1] + " needs a value");
    }
    return args[i];
  }

  private static String[] pair(String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new KernelError(KernelFault.USAGE, "`" + text + "` is not NAME=VALUE");
    }
    return new String[] {text.substring(0, equals), text.substring(equals + 1)};
  }

  private static long number(String text, long min, long max) {
    try {
      long value = Long.parseLong(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Refused below like any other number that does not fit.
    }
    throw new KernelError(
        KernelFault.USAGE, "`" + text + "` is no number from " + min + " to " + max);
  }

  private static String usage(KernelSpec spec) {
    StringBuilder text = new StringBuilder("usage: java -jar " + spec.name() + ".jar");
    spec.arguments().stream()
        .filter(KernelSpec.Argument::input)
        .forEach(a -> text.append(' ').append(a.name()).append("=FILE.npy"));
    text.append(" [--out DIR] [--threads N] [--dim NAME=N]\n");
    for (KernelSpec.Argument argument : spec.arguments()) {
      text.append(argument.input() ? "  in   " : "  out  ")
          .append(argument.name())
          .append(": ")
          .append(argument.declared())
          .append(", elements ")
          .append(argument.type().descriptor())
          .append('\n');
    }
    return text.toString();
  }

  /// The kernel that the manifest of the own jar names.
  private static String kernelName() throws IOException {
    String self = "/" + Main.class.getName().replace('.', '/') + ".class";
    var url = Main.class.getResource(self);
    if (url != null && url.openConnection() instanceof JarURLConnection jar) {
      String name = jar.getManifest().getMainAttributes().getValue(ATTRIBUTE);
      if (name != null) {
        return name;
      }
    }
    throw new KernelError(
        KernelFault.USAGE, "run this class from a kernel jar: java -jar NAME.jar");
  }
}
