package dev.halfbyte.backend.jvm.host;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The entries of a kernel jar that belong to the kernel, from memory.
final class MemoryLoader extends ClassLoader {
  private final String className;
  private final byte[] code;
  private final Map<String, byte[]> resources;

  MemoryLoader(String kernel, byte[] code, byte[] spec, byte[] image) {
    super(MemoryLoader.class.getClassLoader());
    String folder = "halfbyte/" + kernel + "/";
    this.className = "halfbyte." + kernel + ".Code";
    this.code = code;
    this.resources = Map.of(folder + "kernel.spec", spec, folder + "constants.bin", image);
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (!name.equals(className)) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, code, 0, code.length);
  }

  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    byte[] content = resources.get(name);
    return content == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(content);
  }
}
