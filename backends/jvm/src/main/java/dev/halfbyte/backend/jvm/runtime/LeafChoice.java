package dev.halfbyte.backend.jvm.runtime;

/// Which leaf this process uses; the property `halfbyte.jvm.leaf` forces one.
public enum LeafChoice {
  /// Plain Java everywhere.
  SCALAR,
  /// The Vector API for products so large that even their first run repays its compilation, for
  /// processes that run a kernel once.
  ONCE,
  /// The Vector API for products that are large enough to pay for its compilation.
  AUTO,
  /// The Vector API for every product of bounded factors.
  VECTOR;

  /// Name of the property.
  public static final String PROPERTY = "halfbyte.jvm.leaf";

  /// Of the Vector API.
  public static final String MODULE = "jdk.incubator.vector";

  /// Panels below do not repay the compilation of vector code.
  private static final int LEAST_WIDTH = 16;

  private static final int LEAST_DEPTH = 32;

  /// Weights of a panel, for a single run.
  private static final long MANY = 1 << 20;

  /// Makes `ONCE` the leaf of this process, unless it was told another.
  static void runOnce() {
    if (System.getProperty(PROPERTY) == null) {
      System.setProperty(PROPERTY, "once");
    }
  }

  /// What the property says, else `AUTO` where the module of the Vector API is present.
  ///
  /// @throws KernelError for another value, and for `vector` without the module
  static LeafChoice current() {
    boolean present = ModuleLayer.boot().findModule(MODULE).isPresent();
    String wanted = System.getProperty(PROPERTY, "auto");
    return switch (wanted) {
      case "scalar" -> SCALAR;
      case "auto" -> present ? AUTO : SCALAR;
      case "once" -> present ? ONCE : SCALAR;
      case "vector" -> {
        if (!present) {
          throw new KernelError(
              KernelFault.USAGE,
              "the vector leaf needs module "
                  + MODULE
                  + "; start java with --add-modules "
                  + MODULE);
        }
        yield VECTOR;
      }
      default ->
          throw new KernelError(
              KernelFault.USAGE,
              PROPERTY + " is `" + wanted + "`, expected `auto`, `once`, `scalar` or `vector`");
    };
  }

  /// Whether panels of `width` columns are laid out for vectors.
  boolean takes(int width, int depth) {
    return switch (this) {
      case SCALAR -> false;
      case ONCE -> (long) width * depth >= MANY;
      case AUTO -> width >= LEAST_WIDTH && depth >= LEAST_DEPTH;
      case VECTOR -> depth > 0;
    };
  }

  /// For reports, e.g. `vector, 512 bits`.
  String describe() {
    return switch (this) {
      case SCALAR -> "scalar";
      case ONCE -> "vector for large panels, else scalar";
      case AUTO, VECTOR -> "vector, " + FloatTiles.bits() + " bits";
    };
  }
}
