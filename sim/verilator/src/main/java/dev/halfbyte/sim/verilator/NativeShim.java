package dev.halfbyte.sim.verilator;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The C entry points of a model library; see hb_driver.cpp, hb_memory.cpp and hb_watch.cpp for
/// their meaning. The names are the C names.
interface NativeShim extends Library {
  /// RTLD_NOW without RTLD_GLOBAL: models must not see each other's symbols.
  int OPEN_FLAGS = 2;

  static NativeShim load(Path library) {
    try {
      return Native.load(
          library.toString(), NativeShim.class, Map.of(Library.OPTION_OPEN_FLAGS, OPEN_FLAGS));
    } catch (UnsatisfiedLinkError failure) {
      throw new SimulationFailure(
          FailureCode.MODEL_NOT_LOADED,
          "the model " + library + " cannot be loaded: " + failure.getMessage(),
          "delete the cache folder and build again",
          failure);
    }
  }

  @Nullable Pointer hb_open(int randReset, int seed, int traceable);

  void hb_close(Pointer handle);

  Pointer hb_port_storage(Pointer handle, int index);

  void hb_clock(Pointer handle, int index);

  void hb_rest(Pointer handle, int resting);

  int hb_settle(Pointer handle);

  void hb_run(Pointer handle, long most, long[] result);

  void hb_stop_when(Pointer handle, int port, long value);

  void hb_stop_at_beats(Pointer handle, int sink, long beats);

  void hb_clear_stops(Pointer handle);

  int hb_add_source(Pointer handle, int[] ports);

  int hb_add_sink(Pointer handle, int[] ports);

  void hb_stalls(Pointer handle, int isSink, int stream, long seed, int threshold, int longest);

  void hb_discard(Pointer handle, int isSink, int stream);

  void hb_push(Pointer handle, int source, long[] words, long beats, int lastAtEnd);

  long hb_waiting(Pointer handle, int source);

  long hb_available(Pointer handle, int sink);

  long hb_take(Pointer handle, int sink, long[] words, byte[] last, long most);

  void hb_statistics(Pointer handle, int isSink, int stream, long[] result);

  int hb_add_lite(Pointer handle, int[] ports);

  void hb_lite_stalls(Pointer handle, int lite, int channel, long seed, int threshold, int longest);

  long hb_lite_violations(Pointer handle, int lite);

  int hb_lite_write(
      Pointer handle, int lite, long[] addresses, int[] data, int count, long most, long[] result);

  int hb_lite_read(Pointer handle, int lite, long address, long most, long[] result);

  int hb_add_memory(Pointer handle, long base, long bytes);

  Pointer hb_memory_storage(Pointer handle, int memory);

  void hb_memory_fail(Pointer handle, int memory, long address, long bytes);

  int hb_add_memory_port(Pointer handle, int memory, int[] ports);

  void hb_memory_timing(Pointer handle, int port, long[] settings);

  void hb_memory_traffic(Pointer handle, int port, long[] result);

  long hb_memory_complaints(Pointer handle, int port, byte[] text, long most);

  int hb_watch_port(Pointer handle, int port);

  int hb_watch_variable(Pointer handle, String top, String name);

  long hb_changes(Pointer handle, int watch);

  void hb_read_changes(Pointer handle, int watch, long[] cycles, long[] values, long count);

  int hb_trace_open(Pointer handle, String path);

  void hb_trace_close(Pointer handle);

  long hb_cycles(Pointer handle);

  long hb_take_log(Pointer handle, byte[] text, long most);
}
