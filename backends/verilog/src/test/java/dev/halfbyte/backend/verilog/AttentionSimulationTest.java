package dev.halfbyte.backend.verilog;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.verilog.cmd.AttentionProgram;
import dev.halfbyte.backend.verilog.cmd.CommandInterpreter;
import dev.halfbyte.backend.verilog.cmd.CommandKernel;
import dev.halfbyte.backend.verilog.cmd.HostCodec;
import dev.halfbyte.backend.verilog.schedule.Scheduler.Schedule;
import dev.halfbyte.ir.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Hand-written heads of attention: the simulated accelerator gives the bits of the interpreter of
/// commands, in the cycles that it predicts from the same data.
class AttentionSimulationTest {
  @TempDir Path folder;

  /// @param from regular expression of what is replaced in the text of the program
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | ''",
        "' first_count=1' | ' first_count=0'",
        "' first_count=1' | ''",
        "' factor=0( multiplier=40000 shift=16 offset=17)?' | ''",
        "'rms=false wide=false fraction=11' | 'rms=true wide=true fraction=12'",
        "'guard=1 ' | 'guard=281474976710655 '",
        "'wgt_zero=-1' | 'wgt_zero=8'",
        "'count=5 words=2' | 'count=1 words=3'",
        "'count=5 words=2' | 'count=4 words=2'",
        "'engines=1' | 'engines=2'",
        "'engines=1' | 'engines=4'",
      })
  void theSimulatedHeadGivesTheBitsInThePredictedCycles(String from, String to) throws IOException {
    Matcher text = Pattern.compile(from).matcher(AttentionProgram.text());
    assertTrue(text.find(), from);
    CommandKernel kernel = AttentionProgram.kernel(text.replaceAll(to), from.length());
    Map<String, Tensor> inputs = Map.of("x", SampleNetwork.data(to.length(), 5, 8));
    byte[] in = new HostCodec(kernel).streamIn(inputs);
    Schedule schedule =
        new Schedule(kernel, CommandInterpreter.run(kernel, in).prediction(), 1, List.of());
    Simulations.check(folder, schedule, inputs);
  }
}
