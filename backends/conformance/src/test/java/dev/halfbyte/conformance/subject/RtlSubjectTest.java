package dev.halfbyte.conformance.subject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.conformance.judge.Finding;
import dev.halfbyte.conformance.judge.Judge;
import dev.halfbyte.conformance.judge.Verdict;
import dev.halfbyte.conformance.rtl.Hardware;
import dev.halfbyte.conformance.rtl.HardwareModels;
import dev.halfbyte.conformance.trial.Recipe;
import dev.halfbyte.conformance.trial.Trial;
import dev.halfbyte.conformance.trial.Variation;
import dev.halfbyte.rtl.RtlLibrary;
import dev.halfbyte.testkit.Choices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The subject agrees with the interpreter, repeats itself, and finds what is planted into the RTL.
class RtlSubjectTest {
  private static final Path MODELS =
      Path.of(System.getProperty("halfbyte.root"), "backends/conformance/target/models");
  private static final Hardware SMALL =
      Hardware.of(
          "rows=2,cols=2,lanes=2,act_depth=300,res_depth=300,wgt_depth=200,par_depth=100,cmd_depth=1000");
  private static final Hardware TABLES =
      Hardware.of("rows=2,cols=2,lanes=2,array=shift,act_bits=8,acc_bits=32,cmd_depth=1500");
  private static final Hardware ROWS = Hardware.of("edge16");
  private static final int PROGRAMS = 60;
  private static final int ATTENTIONS = 8;
  private static final int PROGRAMS_TO_FIND = 40;

  @TempDir Path folder;

  /// A mistake that an RTL engineer can make, as a change of text.
  enum Mistake {
    DROPS_A_WORD_UNDER_STALL(
        "hb_axis_out.sv",
        "!m_axis_tvalid || (m_axis_tready && final_beat)",
        "!m_axis_tvalid || final_beat"),
    TAKES_BEATS_THAT_ARE_NOT_OFFERED(
        "hb_axis_in.sv", "s_axis_tvalid && s_axis_tready;", "s_axis_tready;"),
    KEEPS_A_STALE_WORD_OF_THE_SCRATCHPAD(
        "hb_load.sv",
        "assign wgt_we_o = word_valid &&",
        "assign wgt_we_o = word_valid && !(word_last && waddr_o != 0) &&"),
    KEEPS_COMMANDS_OF_THE_PROGRAM_BEFORE(
        "hb_sequencer.sv",
        "(cmd_we_i && cmd_wword_i == COLUMN)",
        "(cmd_we_i && cmd_wword_i == COLUMN && !done_o)"),
    COUNTS_WRONGLY_WHEN_BOTH_STREAMS_PAUSE(
        "hb_counters.sv", "if (out_blocked_i)", "if (out_blocked_i && !in_starved_i)"),
    FORGETS_TO_RESET_A_COUNTER(
        "hb_counters.sv",
        "if (!rst_ni) begin\n      cycles_q  <= '0;\n      load_q    <= '0;",
        "if (!rst_ni) begin\n      cycles_q  <= '0;"),
    LOSES_WRITE_DATA_AHEAD_OF_ITS_ADDRESS(
        "hb_axil.sv",
        "s_axil_wready) begin\n        w_held_q <= 1'b1;",
        "s_axil_wready) begin\n        w_held_q <= aw_held_q || s_axil_awvalid;");

    private final String file;
    private final String right;
    private final String wrong;

    Mistake(String file, String right, String wrong) {
      this.file = file;
      this.right = right;
      this.wrong = wrong;
    }
  }

  @Test
  void networksGiveTheBitsInEveryRun() throws InterruptedException {
    int agreed = 0;
    try (Subject subject = new RtlSubject(HardwareModels.in(MODELS), List.of(SMALL, TABLES))) {
      for (long index = 0; index < PROGRAMS; index++) {
        Verdict verdict = judge(index, subject);
        assertEquals(List.of(), verdict.findings(), "program " + index);
        agreed += verdict.agreed();
      }
    }
    assertTrue(agreed > PROGRAMS * 2, agreed + " runs agreed");
  }

  /// Softmax, norms and weights made on the way, with all memory that they need and with a DRAM.
  @Test
  void attentionGivesTheBitsInEveryRun() throws InterruptedException {
    int agreed = 0;
    List<Hardware> hardware = List.of(ROWS, Hardware.spilling());
    try (Subject subject = new RtlSubject(HardwareModels.in(MODELS), hardware)) {
      for (long index = 1; index <= ATTENTIONS; index++) {
        Trial trial = trial(Recipe.ATTENTION, index);
        Verdict verdict = Judge.judge(trial, Judge.expected(trial), subject);
        assertEquals(List.of(), verdict.findings(), "layer " + index);
        agreed += verdict.agreed();
      }
    }
    assertTrue(agreed >= ATTENTIONS * 3, agreed + " runs agreed");
  }

  @Test
  void aTrialRepeatsWhateverRanBefore() {
    HardwareModels models = HardwareModels.in(MODELS);
    try (RtlSubject fresh = new RtlSubject(models, List.of(SMALL));
        RtlSubject used = new RtlSubject(models, List.of(SMALL))) {
      for (long index = 1; index < 6; index++) {
        used.run(trial(index));
      }
      SequencedMap<String, Outcome> expected = fresh.run(trial(7));
      assertEquals(expected, used.run(trial(7)));
      assertEquals(
          List.of("rtl", "rtl-again", "rtl-reset", "rtl-commands"), List.copyOf(expected.keySet()));
    }
  }

  @Test
  void aPlainTrialRunsOnce() {
    try (RtlSubject subject = new RtlSubject(HardwareModels.in(MODELS), List.of(SMALL))) {
      Trial varied = trial(7);
      Trial plain =
          new Trial(varied.program(), varied.arguments(), new Variation(0), Optional.empty());
      assertEquals(List.of("rtl"), List.copyOf(subject.run(plain).keySet()));
    }
  }

  @ParameterizedTest
  @EnumSource(Mistake.class)
  void mistakesInTheRtlAreFoundWithinSomeTensOfPrograms(Mistake mistake)
      throws IOException, InterruptedException {
    for (String file : RtlLibrary.files()) {
      String text = RtlLibrary.text(file);
      if (file.equals(mistake.file)) {
        assertTrue(text.contains(mistake.right), "the line is still there");
        text = text.replace(mistake.right, mistake.wrong);
      }
      Files.writeString(folder.resolve(file), text);
    }
    HardwareModels models = HardwareModels.of(folder, MODELS);
    try (Subject subject = new RtlSubject(models, List.of(SMALL))) {
      assertTrue(found(subject).isPresent(), "no program of " + PROGRAMS_TO_FIND + " fails");
    }
  }

  private static Optional<Finding> found(Subject subject) throws InterruptedException {
    for (long index = 1; index <= PROGRAMS_TO_FIND; index++) {
      List<Finding> findings = judge(index, subject).findings();
      if (!findings.isEmpty()) {
        return Optional.of(findings.getFirst());
      }
    }
    return Optional.empty();
  }

  private static Verdict judge(long index, Subject subject) throws InterruptedException {
    Trial trial = trial(index);
    return Judge.judge(trial, Judge.expected(trial), subject);
  }

  private static Trial trial(long index) {
    return trial(Recipe.NETWORKS, index);
  }

  private static Trial trial(Recipe recipe, long index) {
    return recipe
        .make(Choices.seeded(index * 7919), new Variation(index))
        .map(Recipe.Made::trial)
        .orElseThrow();
  }
}
