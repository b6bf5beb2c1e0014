package dev.halfbyte.sim.verilator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Builds models and keeps them by content: the same sources, parameters, options and tools give
/// the same library without a compiler run. Any number of threads and processes may use one folder
/// at once.
public final class ModelCache {
  private static final Duration LEFTOVER_AGE = Duration.ofDays(1);

  private final Toolchain tools;
  private final EntryStore store;

  private ModelCache(Toolchain tools, Path folder) {
    this.tools = tools;
    this.store = new EntryStore(folder);
  }

  /// The cache of this user: `HALFBYTE_CACHE` if set, else `~/.cache/halfbyte`; tools from the
  /// PATH.
  public static ModelCache standard() {
    Path folder =
        Optional.ofNullable(System.getenv("HALFBYTE_CACHE"))
            .filter(name -> !name.isBlank())
            .map(Path::of)
            .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache", "halfbyte"));
    return in(folder);
  }

  /// A cache in `folder`, which is created when needed; tools from the PATH.
  public static ModelCache in(Path folder) {
    return in(folder, Toolchain.find());
  }

  /// A cache in `folder` that builds with the given tools.
  public static ModelCache in(Path folder, Toolchain tools) {
    return new ModelCache(tools, folder.toAbsolutePath().normalize().resolve("sim"));
  }

  /// The model of `design`, built if no intact one is kept.
  ///
  /// @throws SimulationFailure when a tool is missing, a source cannot be read, or the design is
  ///   rejected
  public Model build(Design design, BuildOptions options) {
    try {
      ToolDescription description = ToolDescription.of(tools, store);
      String key = ModelKey.of(design, options, description);
      Optional<Path> kept = store.find(key);
      Path entry = kept.isPresent() ? kept.get() : make(key, design, options, description);
      ModelFiles.Contents contents = ModelFiles.read(entry);
      Path library = entry.resolve(ModelBuilder.LIBRARY);
      return new Model(
          design.top(),
          library,
          contents.ports(),
          options.trace(),
          contents.messages(),
          kept.isPresent());
    } catch (IOException failure) {
      throw new SimulationFailure(
          FailureCode.CACHE_UNUSABLE,
          "the model cache in " + store.root() + " cannot be used: " + failure,
          "make the folder writable, or name another one in HALFBYTE_CACHE",
          failure);
    }
  }

  private Path make(String key, Design design, BuildOptions options, ToolDescription description)
      throws IOException {
    store.sweep(LEFTOVER_AGE);
    Path work = store.newFolder();
    Path parent = store.newFolder();
    Path built = Files.createDirectory(parent.resolve("entry"));
    try {
      RuntimeObjects runtime = new RuntimeObjects(store, tools, description);
      new ModelBuilder(tools, runtime).build(design, options, work, built);
      return store.publish(key, built);
    } finally {
      EntryStore.delete(work);
      EntryStore.delete(parent);
    }
  }
}
